# syntax=docker/dockerfile:1
# Two stages: what is needed to install stays behind. The second runs as nobody in particular on a root that may be
# read-only; everything it keeps is in /data.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/bilateral
COPY requirements-server.lock ./
RUN /opt/bilateral/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-server.lock
COPY pyproject.toml README.md LICENSE dagster.yaml ./
COPY bilateral ./bilateral
COPY pipelines ./pipelines
COPY sql ./sql
COPY docs ./docs
COPY warehouse ./warehouse
RUN /opt/bilateral/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data bilateral
COPY --from=build /opt/bilateral /opt/bilateral
ENV PATH=/opt/bilateral/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    BILATERAL_HOME=/data \
    DAGSTER_HOME=/data/warehouse/.dagster
USER bilateral
WORKDIR /data
VOLUME /data
EXPOSE 3000 8765
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s \
    CMD ["bilateral", "sql", "select run_id from meta.build", "--json"]
ENTRYPOINT ["bilateral"]
CMD ["run"]
