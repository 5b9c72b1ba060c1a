import { escapeHtml } from "./html.ts";
import { reportStyle } from "./style.ts";

/** A self-contained HTML page without scripts. @param sections HTML */
export function page(title: string, heading: string, lead: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(lead)}</p>
</header>
<main>
${sections.join("")}</main>
</body>
</html>
`;
}
