# The page in a container: nothing is fetched at run time, nobody is root, everything that changes is in /data.
#
#   docker build --tag paperchat .
#   docker run --publish 127.0.0.1:7860:7860 --volume paperchat:/data paperchat serve --open --sample
#
# compose.yaml runs it beside PostgreSQL and Chroma; docs/operations.md says how large it is and why.

FROM python:3.13-slim-trixie AS build
WORKDIR /build
# Installed from outside, so that the environment carries no pip.
RUN python -m venv --without-pip /opt/paperchat
COPY requirements.lock ./
RUN python -m pip --python /opt/paperchat/bin/python install --no-cache-dir --no-compile --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY index index
COPY prompts prompts
RUN python -m pip --python /opt/paperchat/bin/python install --no-cache-dir --no-compile --no-deps --no-build-isolation .
# Chroma's client for its own cluster, Gradio's server-side rendering, other people's tests and types: never imported here.
RUN cd /opt/paperchat/lib/python3.13/site-packages \
    && rm -r kubernetes gradio/templates/node pandas/tests \
    && find . -name '*.pyi' -delete

FROM python:3.13-slim-trixie
RUN useradd --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin paperchat
COPY --from=build /opt/paperchat /opt/paperchat
# What Python compiles of the environment is written to /data at the first start (65 MB): the image stays small.
ENV PATH=/opt/paperchat/bin:$PATH \
    PYTHONPYCACHEPREFIX=/data/.compiled \
    PYTHONUNBUFFERED=1 \
    PAPERCHAT_HOME=/data \
    PAPERCHAT_HOST=0.0.0.0 \
    PAPERCHAT_PORT=7860
USER 10001:10001
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/health', timeout=5)"]
ENTRYPOINT ["paperchat"]
# Whoever wants no login says so: `serve --open`.
CMD ["serve", "--login"]
