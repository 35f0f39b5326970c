#!/bin/sh
# Run once by the postgres image on an empty volume: the owner's role, the application's, and the database.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$LEADHUB_OWNER_PASSWORD" --set app_password="$LEADHUB_APP_PASSWORD" <<'SQL'
CREATE ROLE leadhub_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE leadhub_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app_password';
CREATE DATABASE leadhub OWNER leadhub_owner;
\connect leadhub
CREATE EXTENSION btree_gist;
ALTER DEFAULT PRIVILEGES FOR ROLE leadhub_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO leadhub_app;
ALTER DEFAULT PRIVILEGES FOR ROLE leadhub_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO leadhub_app;
SQL
