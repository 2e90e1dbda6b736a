// What people do about alerts and findings: who, when, why.

import { useState } from "react";
import { Button } from "react-aria-components";
import { Problem, post } from "../api/client";
import type { Deed } from "../api/handling";
import { useFreshness } from "../api/use";
import { type Key, useSpeech } from "../i18n";
import { Trouble } from "../kit/Trouble";

/** What can be done, and what has to be said for it. */
export interface Act {
  id: string;
  /** What the button says. */
  title: Key;
  /** To whom: asked for, or may be left empty. */
  to?: "asked" | "free";
  /** Which day: its name in the request, and whether it has to be named. */
  day?: { field: "until" | "day"; title: Key; asked: boolean; start?: string };
  /** Whether the reason has to be given. */
  why?: boolean;
}

const NAME = "liantu.name";

/** The name under which a person acts, kept on this machine. */
function keptName(): string {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

function keepName(name: string): void {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // Not kept, then.
  }
}

/** Buttons for what can be done now; each asks for what it needs and enters it once. */
export function Acts(props: { acts: readonly Act[]; url: string; body?: Readonly<Record<string, string>> }) {
  const { t } = useSpeech();
  const [chosen, setChosen] = useState<Act | null>(null);
  const [by, setBy] = useState(keptName);
  const [to, setTo] = useState("");
  const [day, setDay] = useState("");
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Problem | null>(null);
  const choose = (act: Act) => {
    setTrouble(null);
    setTo("");
    setWhy("");
    setDay(act.day?.start ?? "");
    setChosen(chosen?.id === act.id ? null : act);
  };
  const lacks =
    by.trim() === "" ||
    (chosen?.to === "asked" && to.trim() === "") ||
    (chosen?.day?.asked && day === "") ||
    (chosen?.why && why.trim() === "");
  const enter = async () => {
    if (!chosen || lacks) return;
    setBusy(true);
    setTrouble(null);
    keepName(by.trim());
    const said: Record<string, string> = { ...props.body, act: chosen.id, by: by.trim() };
    if (to.trim()) said.to = to.trim();
    if (why.trim()) said.why = why.trim();
    if (chosen.day && day) said[chosen.day.field] = day;
    try {
      await post(props.url, said);
      setChosen((now) => (now === chosen ? null : now));
      useFreshness.getState().refresh();
    } catch (error) {
      setTrouble(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="acts">
      <div className="actions">
        {props.acts.map((act) => (
          <Button
            key={act.id}
            className="tool boxed"
            aria-expanded={chosen?.id === act.id}
            onPress={() => choose(act)}
          >
            {t(act.title)}
          </Button>
        ))}
      </div>
      {chosen && (
        <form
          className="act"
          aria-label={t(chosen.title)}
          onSubmit={(event) => {
            event.preventDefault();
            void enter();
          }}
        >
          <label>
            {t("act.by")}
            <input type="text" required value={by} onChange={(event) => setBy(event.target.value)} />
          </label>
          {chosen.to && (
            <label>
              {t(chosen.to === "asked" ? "act.to" : "act.to.free")}
              <input
                type="text"
                required={chosen.to === "asked"}
                value={to}
                onChange={(event) => setTo(event.target.value)}
              />
            </label>
          )}
          {chosen.day && (
            <label>
              {t(chosen.day.title)}
              <input
                type="date"
                required={chosen.day.asked}
                value={day}
                onChange={(event) => setDay(event.target.value)}
              />
            </label>
          )}
          <label>
            {t(chosen.why ? "act.why" : "act.why.free")}
            <textarea
              rows={2}
              required={chosen.why ?? false}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          </label>
          <div className="actions">
            <Button type="submit" className="primary" isDisabled={busy || Boolean(lacks)}>
              {t("act.enter")}
            </Button>
            <Button className="tool boxed" onPress={() => setChosen(null)}>
              {t("act.cancel")}
            </Button>
          </div>
        </form>
      )}
      {trouble && <Trouble problem={trouble} />}
    </div>
  );
}

/** What can be done about an alert where it stands now. */
export function alertActs(status: string | null, level: string | null): Act[] {
  if (status === "resolved") return [{ id: "reopen", title: "alert.act.reopen" }];
  const acts: Act[] = [];
  if (status === null || status === "open" || status === "snoozed")
    acts.push({ id: "acknowledge", title: "alert.act.acknowledge" });
  acts.push({ id: "assign", title: "alert.act.assign", to: "asked" });
  if (status !== "snoozed")
    acts.push({
      id: "snooze",
      title: "alert.act.snooze",
      day: { field: "until", title: "act.snooze.day", asked: true },
    });
  if (level !== "decision") acts.push({ id: "escalate", title: "alert.act.escalate", to: "free" });
  acts.push({ id: "resolve", title: "alert.act.resolve", why: true });
  return acts;
}

/** What can be done about a finding; it is closed on the day that is looked from. */
export function findingActs(closed: boolean, day: string): Act[] {
  if (closed) return [{ id: "reopen", title: "finding.act.reopen" }];
  return [
    { id: "assign", title: "finding.act.assign", to: "asked" },
    { id: "due", title: "finding.act.due", day: { field: "day", title: "act.due.day", asked: true } },
    {
      id: "close",
      title: "finding.act.close",
      why: true,
      day: { field: "day", title: "act.close.day", asked: true, start: day },
    },
  ];
}

/** All that was done, oldest first. */
export function Deeds({ deeds }: { deeds: readonly Deed[] }) {
  const { t, term, date } = useSpeech();
  if (deeds.length === 0) return null;
  const what = ({ kind, what }: Deed) => {
    if (what === null) return "";
    if (kind === "raised" || kind === "graded") return term("grade", what);
    return kind === "snoozed" ? date(what) : what;
  };
  return (
    <ol className="deeds">
      {deeds.map((deed, index) => (
        // What was entered never moves.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
        <li key={index}>
          <span className="quiet">{date(deed.at)}</span>
          <span>
            <strong>{term("alert_event", deed.kind)}</strong> {what(deed)}
            {deed.why && <span className="why"> — {deed.why}</span>}
          </span>
          <span className="quiet">{deed.by === "watch" ? t("act.watch") : deed.by}</span>
        </li>
      ))}
    </ol>
  );
}
