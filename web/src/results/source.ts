// Where a picture or a list is from: method, version, variant, data version.

import type { Execution } from "../api/types";
import type { Speech } from "../i18n";

export function sourceLine({ provenance }: Execution, { t, term, pick }: Speech): string {
  const given = Object.entries(provenance.inputs);
  return t("figure.source", {
    method: `${provenance.method} v${provenance.version}`,
    variant: pick(provenance.variant),
    given: given.map(([name, word]) => `${name} = ${word}`).join(", "),
    observation: term("observation", provenance.observation),
    revision: provenance.revision ?? "–",
    program: provenance.program,
  });
}
