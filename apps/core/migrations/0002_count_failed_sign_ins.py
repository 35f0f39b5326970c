"""The table of Django's cache in the database, as `createcachetable` makes it: counts of failed sign-ins."""

from django.db import migrations

FORWARD = """
CREATE TABLE signin_limits (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
);
CREATE INDEX signin_limits_expires ON signin_limits (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_make_the_clock")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE signin_limits;")]
