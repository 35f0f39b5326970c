"""The back offices' addresses: `/manage/<tenant>/…`; what stands behind the prefix is in `inside`."""

from django.urls import path

from apps.manage import mount

urlpatterns = [
    path("", mount.choose, name="manage-any"),
    path("<slug:slug>/", mount.enter, name="manage"),
    path("<slug:slug>/<path:rest>", mount.enter, name="manage-page"),
]
