# One image for Docker, dev containers, Binder and clusters: docs/containers.md. Debian with Node, Jupyter and Chromium; nobody in it is root.
FROM node:22.20.0-bookworm-slim

# What environment/debian.mjs names, and git for dev containers.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates git \
      jupyter-client python3-nbclient python3-nbconvert jupyter-notebook \
      chromium fonts-liberation fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*

# Binder names a user; otherwise it is `node`, who comes with Node's image.
ARG NB_USER=node
ARG NB_UID=1000
ENV USER=${NB_USER} HOME=/home/${NB_USER}
RUN usermod --login "${NB_USER}" --uid "${NB_UID}" --home "${HOME}" --move-home node \
 && install --directory --owner "${NB_UID}" /opt/ddr-lab "${HOME}" \
 && ln -s /opt/ddr-lab/bin/ddr.js /usr/local/bin/ddr

# Outside of /home, which clusters replace by their own.
WORKDIR /opt/ddr-lab
COPY --chown=${NB_UID} . .
USER ${NB_UID}
RUN npm ci --ignore-scripts --no-audit --no-fund \
 && node environment/setup.mjs \
 && ddr kernel install --user \
 && npm cache clean --force

EXPOSE 8888
CMD ["npm", "run", "lab", "--", "--no-browser", "--ip=0.0.0.0"]
