/** The config that commands take when none is named. */
export const DEFAULT_CONFIG = "polyhead.config.ts";
