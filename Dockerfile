FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/console/package.json apps/console/
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
# The console is built already: its packages stay out.
RUN npm ci --omit=dev --workspaces=false && npm cache clean --force
COPY --from=build /app/dist dist
COPY --from=build /app/apps/console/dist apps/console/dist
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/apps/control/src/main.js"]
