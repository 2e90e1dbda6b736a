// The mapping file as text, and the few edits that the table on the screen makes to it. What the table does not show (units,
// encodings, missing words) stays as it is written.

export interface Source {
  /** Column of the file. */
  from: string | null;
  /** The same value in every row. */
  value: string | null;
}

const SECTION = /^\s*\[columns\.("?)([\w-]+)\1\]\s*$/;
const INLINE = /^\s*"?([\w-]+)"?\s*=\s*\{(.*)\}\s*$/;

/** Where each column of the table gets its values from. */
export function sources(toml: string): Map<string, Source> {
  const result = new Map<string, Source>();
  let section: string | null = null;
  for (const line of toml.split("\n")) {
    if (/^\s*\[/.test(line)) {
      section = SECTION.exec(line)?.[2] ?? (/^\s*\[columns\]/.test(line) ? "" : null);
      if (section) result.set(section, { from: null, value: null });
      continue;
    }
    if (section === "") {
      const [, target, body] = INLINE.exec(line) ?? [];
      if (target && body !== undefined)
        result.set(target, { from: read(body, "from"), value: read(body, "value") });
    } else if (section) {
      const source = result.get(section);
      if (source) {
        source.from ??= read(line, "from");
        source.value ??= read(line, "value");
      }
    }
  }
  return result;
}

function read(text: string, key: string): string | null {
  const found = new RegExp(`(?:^|[\\s,{])${key}\\s*=\\s*("(?:[^"\\\\]|\\\\.)*"|'[^']*'|\\d+)`).exec(
    text,
  )?.[1];
  if (found === undefined) return null;
  if (found.startsWith('"')) return JSON.parse(found) as string;
  return found.startsWith("'") ? found.slice(1, -1) : found;
}

/** The mapping with one column filled from elsewhere; null leaves it empty. */
export function withSource(toml: string, target: string, source: Source | null): string {
  const kept: string[] = [];
  let skipping = false;
  let inline = false;
  for (const line of toml.split("\n")) {
    if (/^\s*\[/.test(line)) {
      skipping = SECTION.exec(line)?.[2] === target;
      inline = /^\s*\[columns\]/.test(line);
    }
    if (skipping || (inline && INLINE.exec(line)?.[1] === target)) continue;
    kept.push(line);
  }
  const text = kept.join("\n").trimEnd();
  if (!source || (source.from === null && source.value === null)) return `${text}\n`;
  const body =
    source.from !== null
      ? `from = ${JSON.stringify(source.from)}`
      : `value = ${JSON.stringify(source.value)}`;
  return `${text}\n\n[columns.${target}]\n${body}\n`;
}
