/** Specs of tfjs-core that pass on its JavaScript backend and are not asked of this one, with the reason. */
export const exclusions: Readonly<Record<string, string>> = {
  "Switching cpu backends test {} Move data from cpu1 to cpu2 backend":
    "defined only where the backend is named cpu: it registers tfjs's JavaScript backend twice",
  "Switching cpu backends test {} can execute op with data from mixed backends":
    "defined only where the backend is named cpu: it registers tfjs's JavaScript backend twice",
};
