import { mkdtempDisposable, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { fileServer } from "../testing/file-server.ts";
import { downloadCifar10 } from "./download.ts";

it("takes no other bytes for CIFAR-10, and shows how far it came", async () => {
  await using server = await fileServer(new Uint8Array(50_000), "cifar-10-binary.tar.gz");
  await using cache = await mkdtempDisposable(join(tmpdir(), "polyhead-cifar10-"));
  const stream = new PassThrough();
  const download = downloadCifar10({ url: server.file.url, cache: cache.path, stream });
  await expect(download).rejects.toMatchObject({
    code: "download-failed",
    message: expect.stringContaining("should have 170052171 bytes; only 50000 arrived"),
  });
  expect(await readdir(cache.path)).not.toContain("cifar-10-batches-bin");
  stream.end();
  expect(await text(stream)).toBe("CIFAR-10 0%\nCIFAR-10 0%  0.1 of 170.1 MB\n");
});
