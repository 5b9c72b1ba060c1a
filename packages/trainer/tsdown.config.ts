import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", "parquet-worker": "src/data/table/parquet-worker.ts" },
  dts: true,
  platform: "node",
  fixedExtension: false,
});
