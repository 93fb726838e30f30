# theBarcodeAPI with its MCP server and a private Redis: one process tree, no root, data in a volume.
#   docker build -t thebarcodeapi . && docker run -p 8000:8000 -p 8001:8001 thebarcodeapi
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /app
COPY requirements.txt ./
RUN python3 -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --require-hashes --requirement requirements.txt
COPY setup.py pyproject.toml requirements.in supervisord.conf check_websocket_health.py README.md LICENSE ./
COPY thebarcodeapi thebarcodeapi
COPY common common
COPY rest rest
COPY mcp_daemon mcp_daemon
# This user can still write to /app: compile the bytecode and install the barcode-api command here.
RUN /app/.venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --no-build-isolation --editable . \
    && /app/.venv/bin/python -m compileall -q common rest mcp_daemon thebarcodeapi check_websocket_health.py

FROM ${PYTHON_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="theBarcodeAPI" \
      org.opencontainers.image.description="Barcodes that scan, over HTTP and over the Model Context Protocol" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl openssl redis-server \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin barcode
COPY --from=packages /app /app
WORKDIR /app
# Writable for group 0, which `docker run --user 1234` and OpenShift give to any user.
RUN install -d -o barcode -g root -m 0770 /app/data
USER barcode
ENV PATH="/app/.venv/bin:${PATH}" \
    HOST=0.0.0.0 \
    DATA_DIR=/app/data
VOLUME /app/data
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=30s --retries=3 \
    CMD curl -f -s -o /dev/null "http://localhost:${API_PORT:-8000}/health" && python3 check_websocket_health.py
CMD ["barcode-api", "serve"]
