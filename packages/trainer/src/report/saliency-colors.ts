/** What raises a score, and what lowers it: red, green and blue, 0 to 255. */
export const SALIENCY_COLORS = { raises: [59, 130, 246], lowers: [249, 115, 22] } as const;
