import type { Plugin } from "vite";
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

const server = process.env.LIANTU_URL ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [coast()],
  // The workbench may be served below any path prefix of the same origin; the API is always at /api/v1.
  server: { proxy: { "/api": server }, fs: { allow: [".."] } },
  preview: { proxy: { "/api": server } },
  build: { target: "es2022", sourcemap: false, chunkSizeWarningLimit: 2500, reportCompressedSize: false },
  worker: { format: "es" },
  test: { include: ["src/**/*.test.ts"] },
});
