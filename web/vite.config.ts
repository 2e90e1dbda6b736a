import type { Plugin, ProxyOptions } from "vite";
import { defineConfig } from "vitest/config";
import { land } from "./scripts/land.mjs";

/** `virtual:land`: the coast, clipped and thinned while building. */
function coast(): Plugin {
  return {
    name: "coast",
    resolveId: (id) => (id === "virtual:land" ? "\0virtual:land" : undefined),
    load: (id) =>
      id === "\0virtual:land"
        ? `export default JSON.parse(${JSON.stringify(JSON.stringify(land()))})`
        : undefined,
  };
}

/** The kit speaks thirty languages; two of them are ours. */
function twoLanguages(): Plugin {
  const others = /react-(aria|stately)\/.*\/intl\/.*\/(?!zh-CN|en-US)[a-z]{2}-[A-Z]{2}\.m?js$/;
  return {
    name: "two-languages",
    enforce: "pre",
    load: (id) => (others.test(id) ? "export default {}" : undefined),
  };
}

const server = {
  target: process.env.LIANTU_URL ?? "http://127.0.0.1:7400",
  changeOrigin: true,
  // The server takes changes only from its own pages; while developing, this proxy speaks for them.
  configure: (proxy) => proxy.on("proxyReq", (request) => request.removeHeader("origin")),
} satisfies ProxyOptions;

export default defineConfig({
  plugins: [coast(), twoLanguages()],
  // The workbench may be served below any path prefix of the same origin; the API is always at /api/v1.
  server: { proxy: { "/api": server }, fs: { allow: [".."] } },
  preview: { proxy: { "/api": server } },
  build: {
    target: "es2022",
    sourcemap: false,
    chunkSizeWarningLimit: 2500,
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries in chunks of their own: `npm run budget` weighs them, and browsers keep them when only our code changes.
      output: {
        codeSplitting: {
          groups: [
            // Else it lands in the first chunk that loads another, and every page would fetch the map.
            { name: "preload", test: /vite\/preload-helper/, priority: 1 },
            {
              name: "map",
              test: /node_modules[\\/](maplibre-gl|@maplibre|@deck\.gl|@luma\.gl|@loaders\.gl|@math\.gl|@probe\.gl)/,
            },
            { name: "land", test: /virtual:land/ },
          ],
        },
      },
      checks: { moduleLevelDirective: false },
    },
  },
  worker: { format: "es" },
  test: { include: ["src/**/*.test.ts"], setupFiles: ["src/i18n/testing.ts"] },
});
