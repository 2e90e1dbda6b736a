// What people decided of pairs: kept beside the view, so that a link hands it on and every step can be undone.

/** How far a pair has come; `shortlisted` is before the first word. */
export const STEPS = ["shortlisted", "contacted", "meeting", "team", "agreed"] as const;
export type Step = (typeof STEPS)[number];

export type Decision = { step: Step } | { excluded: string };

export interface Decided {
  need: string;
  offer: string;
  decision: Decision;
}

export type Meet = Readonly<Record<string, string>>;

const PREFIX = "d.";
const OUT = "excluded:";

/** Both identifiers in one word; neither can contain the mark between them once it is escaped. */
const keyOf = (need: string, offer: string) =>
  PREFIX + [need, offer].map((id) => encodeURIComponent(id).replaceAll("~", "%7E")).join("~");

function read(value: string): Decision | null {
  if (value.startsWith(OUT)) return { excluded: value.slice(OUT.length) };
  const step = STEPS.find((word) => word === value);
  return step ? { step } : null;
}

export function decisionOf(meet: Meet, need: string, offer: string): Decision | null {
  const value = meet[keyOf(need, offer)];
  return value === undefined ? null : read(value);
}

/** The state with this decision; null takes it back. */
export function decide(meet: Meet, need: string, offer: string, decision: Decision | null): Meet {
  const { [keyOf(need, offer)]: _, ...others } = meet;
  if (decision === null) return others;
  const value = "step" in decision ? decision.step : OUT + decision.excluded.trim();
  return { ...others, [keyOf(need, offer)]: value };
}

/** Every decision, those furthest along first; what a link says wrongly is passed over. */
export function decisions(meet: Meet): Decided[] {
  const found: Decided[] = [];
  for (const [key, value] of Object.entries(meet)) {
    const decision = key.startsWith(PREFIX) ? read(value) : null;
    const ids = key.slice(PREFIX.length).split("~");
    if (!decision || ids.length !== 2) continue;
    try {
      const [need = "", offer = ""] = ids.map(decodeURIComponent);
      if (need && offer) found.push({ need, offer, decision });
    } catch {
      // Not a pair.
    }
  }
  const weight = ({ decision }: Decided) => ("step" in decision ? STEPS.indexOf(decision.step) : -1);
  return found.sort(
    (a, b) => weight(b) - weight(a) || a.need.localeCompare(b.need) || a.offer.localeCompare(b.offer),
  );
}

const PARAMETER = "p.";

/** The parameters of the methods that this page sets. */
export const parametersOf = (meet: Meet): Record<string, string> =>
  Object.fromEntries(
    Object.entries(meet).flatMap(([key, value]) =>
      key.startsWith(PARAMETER) && value !== "" ? [[key.slice(PARAMETER.length), value]] : [],
    ),
  );

export function withParameter(meet: Meet, name: string, value: string): Meet {
  const { [PARAMETER + name]: _, ...others } = meet;
  return value === "" ? others : { ...others, [PARAMETER + name]: value };
}
