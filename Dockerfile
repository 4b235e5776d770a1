FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Scripts are not needed; npm would compile a package that brings its binaries.
RUN npm ci --ignore-scripts
COPY bin ./bin
COPY scripts/bundle.mjs ./scripts/
COPY tsconfig.json ./
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings its own Node 24. `--omit=optional` would leave out the password hashing too.
RUN npm ci --ignore-scripts --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends borgbackup openssh-client python3-llfuse sshfs tini \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0700 /data /repositories
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
# No Borg outlives its container, so that by default a stop waits for those that are running.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATA_DIR=/data WORKER_SHUTDOWN=wait
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["node", "dist/healthcheck.js"]
# Borg runs detached; tini is the parent that collects it.
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/main.js"]
