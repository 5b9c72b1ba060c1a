export { createApp, MAX_BODY_BYTES, type AppOptions, type Models } from "./create-app.ts";
export { MAX_RANK, MAX_TENSORS } from "./inference-request.ts";
export { DRAIN_TIMEOUT, serve, type RunningServer, type ServeOptions } from "./serve.ts";
