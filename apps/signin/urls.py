"""Addresses of signing in and of one's own account; allauth's own pages, in our clothes, under `account/`."""

from django.urls import include, path
from django.views.generic import RedirectView

from . import operators, views

urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("join/<str:secret>/", views.join, name="join"),
    path("enter/<slug:slug>/", operators.enter, name="enter"),
    path("enter/<slug:slug>/leave/", operators.leave, name="leave"),
    path("account/", views.account, name="account"),
    path("account/", include("allauth.account.urls")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
