# The relay alone, as an image: docs/relay.md, "In a container".
# 20 is what the tests run on.
ARG NODE=20

FROM node:${NODE}-bookworm AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && node .scripts/image-files.mjs /app

FROM node:${NODE}-bookworm-slim
LABEL org.opencontainers.image.title="crm-chat-relay" \
  org.opencontainers.image.description="Keeps the conversations of <crm-chat> and hands them out" \
  org.opencontainers.image.licenses="MIT"
COPY --from=build /app /app
# The data folder is where the commands look for it by themselves: `docker compose exec relay crm-chat-relay backup …`.
RUN ln -s /app/relay/dist/main.js /usr/local/bin/crm-chat-relay \
  && install -d -o node -g node -m 0700 /crm-chat /crm-chat/data
WORKDIR /crm-chat
ENV NODE_ENV=production
USER node
VOLUME /crm-chat/data
EXPOSE 8787
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8787/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["crm-chat-relay"]
CMD ["--host", "0.0.0.0"]
