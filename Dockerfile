# One image. What a container does is its command: web (the default), worker or migrate; any other
# word is a regionqa command. See docs/operate/docker.md.

ARG PYTHON=python:3.11-slim-bookworm
ARG NODE=node:22-bookworm-slim

FROM ${NODE} AS pages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${PYTHON} AS packages
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1
COPY requirements.lock requirements-uv.lock ./
RUN python -m venv /opt/uv \
    && /opt/uv/bin/pip install --no-deps --require-hashes -r requirements-uv.lock \
    && python -m venv --without-pip /opt/regionqa \
    && /opt/uv/bin/uv pip sync --python /opt/regionqa/bin/python --compile-bytecode \
        --require-hashes requirements.lock
COPY --from=pages /build/node_modules ./node_modules
COPY regionqa/web/assets.py ./regionqa/web/assets.py
RUN python -I regionqa/web/assets.py --node-modules node_modules

FROM ${PYTHON} AS service
RUN groupadd --gid 10001 regionqa \
    && useradd --uid 10001 --gid regionqa --home-dir /var/lib/regionqa --create-home \
        --shell /usr/sbin/nologin regionqa
RUN mkdir --mode 0700 /var/lib/regionqa-keys && chown regionqa:regionqa /var/lib/regionqa-keys
WORKDIR /app
ENV PATH=/opt/regionqa/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    REGIONQA_BIND=0.0.0.0:8000 \
    REGIONQA_DATA_FOLDER=/var/lib/regionqa \
    REGIONQA_KEY_FOLDER=/var/lib/regionqa-keys
COPY --from=packages /opt/regionqa /opt/regionqa
COPY config ./config
COPY migrations ./migrations
COPY regionqa ./regionqa
COPY wsgi.py ./
COPY --from=packages /build/regionqa/web/static/vendor ./regionqa/web/static/vendor
RUN python -m compileall -q config migrations regionqa wsgi.py
USER regionqa
VOLUME /var/lib/regionqa /var/lib/regionqa-keys
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT ["/app/config/entrypoint"]
CMD ["web"]
