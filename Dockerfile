FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=leadhub.settings \
    # Empty at every start of a container, as prometheus-client wants it.
    PROMETHEUS_MULTIPROC_DIR=/dev/shm

WORKDIR /srv/leadhub
# A volume that is mounted there is as its folder in the image: writable for us.
RUN useradd --system --no-create-home leadhub && install -d -o leadhub /srv/recordings

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY . .
# The keys are for this one command, which signs and encrypts nothing.
RUN LEADHUB_SECRET_KEY=build LEADHUB_FIELD_KEY=build python manage.py collectstatic --no-input

USER leadhub
EXPOSE 8000

# Two processes a pair of cores; without respawning, one killed worker would stop the server.
CMD ["python", "-m", "leadhub.serve", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "12", "--respawn-failed-workers", "--respawn-interval", "0.2", \
     "--workers-kill-timeout", "10", "leadhub.wsgi:application"]
