//! From fields to the typed agreement.

use super::field::{Block, Value};
use super::read::Reader;
use super::{Agreement, Amendment, Clause, Party, PartyId, Straddle, Succession};
use crate::clause::{Base, Exit, Firm, Layer, Split, Stage, Terms, Turn};
use crate::money::{Currency, Money, Ratio, Remainder, Shares};
use jiff::civil::Date;
use liantu_model::{Period, Severity, Words};
use std::ops::Range;

/// What the clauses need to know of the whole.
struct Whole<'a> {
    parties: &'a [Party],
    currency: Currency,
    remainder: Option<&'a str>,
    term: Period,
}

fn title(block: &Block, zh: &str, en: &str, fallback: &str) -> Words {
    let (zh, en) = (block.text(zh), block.text(en));
    Words::new(zh.or(en).unwrap_or(fallback), en.or(zh).unwrap_or(fallback))
}

/// The agreement; `None` where something that it cannot do without is wrong, which the reader has then reported.
pub(super) fn agreement(block: &Block, reader: &mut Reader<'_>) -> Option<Agreement> {
    let parties = parties(block, reader)?;
    let term = term(block, reader, "start", "end", None)?;
    days_of_parties(block, term, reader);
    let currency = currency(block, reader, Currency::CNY)?;
    let id = block.text("id")?.to_owned();
    let whole = Whole { parties: &parties, currency, remainder: block.text("remainder"), term };
    if let Some(word) = whole.remainder
        && !["largest", "first", "last"].contains(&word)
    {
        whole.party(word, &block.at("remainder"), reader);
    }
    let mut clauses = Vec::new();
    for own in block.blocks("clause") {
        clauses.extend(whole.clause(own, None, reader));
    }
    let mut changes: Vec<&Block> = block.blocks("amendment").iter().collect();
    changes.sort_by_key(|change| change.day("signed").copied());
    let mut amendments = Vec::new();
    for change in changes {
        let (Some(id), Some(&signed), Some(&effective)) =
            (change.text("id"), change.day("signed"), change.day("effective"))
        else {
            continue;
        };
        for own in change.blocks("clause") {
            clauses.extend(whole.clause(own, Some((amendments.len(), effective)), reader));
        }
        let ends = change.texts("ends").cloned().unwrap_or_default();
        let line = reader.source.place(&change.span).line.unwrap_or_default();
        amendments.push(Amendment { id: id.to_owned(), signed, effective, ends, line });
    }
    let mut successions: Vec<Succession> =
        block.blocks("succession").iter().filter_map(|own| whole.succession(own, reader)).collect();
    successions.sort_by_key(|succession| succession.on);
    let owner = block.party("owner").and_then(|name| whole.party(name, &block.at("owner"), reader));
    let budget = block.money("budget").and_then(|money| Whole::minor(*money, currency, &block.at("budget"), reader));
    Some(Agreement {
        title: title(block, "title_zh", "title_en", &id),
        kind: block.text("kind")?.to_owned(),
        signed: block.day("signed").copied().unwrap_or(term.start),
        straddle: if block.text("straddle") == Some("days") { Straddle::Days } else { Straddle::Refuse },
        due_days: block.integer("due_days").copied().unwrap_or(0),
        standard: block.text("standard").map(str::to_owned),
        plan: block.text("plan").map(str::to_owned),
        id,
        term,
        currency,
        owner,
        budget,
        clauses,
        amendments,
        successions,
        parties,
    })
}

fn parties(block: &Block, reader: &mut Reader<'_>) -> Option<Vec<Party>> {
    let mut parties: Vec<Party> = Vec::new();
    for own in block.blocks("party") {
        let (Some(id), Some(level)) = (own.text("id"), own.text("level")) else { continue };
        if parties.iter().any(|party| party.id == id) {
            let finding = reader.source.at("COO106", &own.at("id")).found(id);
            reader.findings.push(finding);
            continue;
        }
        parties.push(Party {
            id: id.to_owned(),
            name: title(own, "name_zh", "name_en", id),
            level: level.to_owned(),
            region: own.text("region").map(str::to_owned),
            role: own.text("role").map(str::to_owned),
            equity: own.number("equity").copied(),
            start: own.day("start").copied(),
            end: own.day("end").copied(),
        });
    }
    (!parties.is_empty()).then_some(parties)
}

/// Days of parties that have no effect: it ends before it starts, or the term lies outside.
fn days_of_parties(block: &Block, whole: Period, reader: &mut Reader<'_>) {
    for own in block.blocks("party") {
        let (start, end) = (own.day("start").copied(), own.day("end").copied());
        let late = start.is_some_and(|start| whole.end.is_some_and(|last| start >= last));
        let (code, field) = if start.zip(end).is_some_and(|(start, end)| end <= start) {
            ("COO108", "end")
        } else if late || end.is_some_and(|end| end <= whole.start) {
            ("COO112", if late { "start" } else { "end" })
        } else {
            continue;
        };
        let day = |day: Option<Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        let mut finding = reader.source.at(code, &own.at(field)).found(format!("{} – {}", day(start), day(end)));
        finding.severity = Severity::Warning;
        reader.findings.push(finding.expected(Words::same(whole.to_string())));
    }
}

fn currency(block: &Block, reader: &mut Reader<'_>, otherwise: Currency) -> Option<Currency> {
    let Some(word) = block.text("currency") else { return Some(otherwise) };
    let found = Currency::parse(word);
    if found.is_none() {
        let finding = reader.source.at("COO104", &block.at("currency")).found(word);
        reader
            .findings
            .push(finding.expected(Words::new("ISO 4217 货币代码，如 CNY", "a currency of ISO 4217 such as CNY")));
    }
    found
}

fn term(block: &Block, reader: &mut Reader<'_>, from: &str, to: &str, otherwise: Option<Period>) -> Option<Period> {
    let start = block.day(from).copied().or(otherwise.map(|term| term.start))?;
    let end = block.day(to).copied().or(otherwise.and_then(|term| term.end));
    let period = Period::new(start, end);
    if period.is_none() {
        let at = if block.day(to).is_some() { block.at(to) } else { block.at(from) };
        let found = end.map(|end| format!("{start} – {end}")).unwrap_or_default();
        let finding = reader.source.at("COO108", &at).found(found);
        reader.findings.push(finding.expected(Words::new("终止日晚于起始日", "an end after the start")));
    }
    period
}

impl Whole<'_> {
    fn party(&self, name: &str, at: &Range<usize>, reader: &mut Reader<'_>) -> Option<PartyId> {
        let place = self.parties.iter().position(|party| party.id == name);
        if place.is_none() {
            let known: Vec<&str> = self.parties.iter().map(|party| party.id.as_str()).collect();
            let expected =
                Words::new(format!("以下之一：{}", known.join("、")), format!("one of {}", known.join(", ")));
            let finding = reader.source.at("COO105", at).found(name);
            reader.findings.push(finding.expected(expected));
        }
        place.and_then(|place| PartyId::try_from(place).ok())
    }

    fn one(&self, block: &Block, field: &str, reader: &mut Reader<'_>) -> Option<PartyId> {
        block.party(field).and_then(|name| self.party(name, &block.at(field), reader))
    }

    fn many(&self, block: &Block, field: &str, reader: &mut Reader<'_>) -> Option<Vec<PartyId>> {
        let at = block.at(field);
        let found: Vec<Option<PartyId>> =
            block.parties(field)?.iter().map(|name| self.party(name, &at, reader)).collect();
        found.into_iter().collect()
    }

    fn minor(money: Money, currency: Currency, at: &Range<usize>, reader: &mut Reader<'_>) -> Option<i64> {
        if money.currency == currency && money.minor >= 0 {
            return Some(money.minor);
        }
        let expected =
            Words::new(format!("不为负的 {currency} 金额"), format!("an amount of {currency} of at least zero"));
        let finding = reader.source.at("COO109", at).found(money.to_string());
        reader.findings.push(finding.expected(expected));
        None
    }

    fn amount(block: &Block, field: &str, currency: Currency, reader: &mut Reader<'_>) -> Option<i64> {
        block.money(field).and_then(|money| Self::minor(*money, currency, &block.at(field), reader))
    }

    fn amounts(&self, block: &Block, field: &str, currency: Currency, reader: &mut Reader<'_>) -> Vec<(PartyId, i64)> {
        let at = block.at(field);
        let mut amounts = Vec::new();
        for (name, money) in block.amounts(field).into_iter().flatten() {
            if let (Some(party), Some(minor)) =
                (self.party(name, &at, reader), Self::minor(*money, currency, &at, reader))
            {
                amounts.push((party, minor));
            }
        }
        amounts.sort_unstable();
        amounts
    }

    /// The shares of `field`, or those of the equity.
    fn split(&self, block: &Block, field: &str, reader: &mut Reader<'_>) -> Option<Split> {
        let at = block.at(field);
        let mut entries: Vec<(PartyId, Ratio)> = Vec::new();
        if block.values.contains_key(field) {
            for (name, share) in block.numbers(field)? {
                entries.push((self.party(name, &at, reader)?, *share));
            }
        } else {
            let held = (0..).zip(self.parties).filter_map(|(place, party)| Some((place, party.equity?)));
            entries.extend(held);
            let sum = entries.iter().try_fold(Ratio::ZERO, |sum, (_, share)| sum.plus(*share));
            if sum != Some(Ratio::ONE) {
                let finding = reader.source.at("COO107", &block.span);
                let finding = finding.found(sum.map_or_else(String::new, |sum| sum.to_string()));
                reader.findings.push(
                    finding.expected(Words::new("各方 equity 合计为 1", "equity of the parties with a sum of 1")),
                );
                return None;
            }
        }
        entries.sort_unstable_by_key(|entry| entry.0);
        let place = |name: &str| entries.iter().position(|(party, _)| self.parties[usize::from(*party)].id == name);
        let rule = match self.remainder {
            Some("first") => Remainder::First,
            Some("last") => Remainder::Last,
            // A named party that does not share here cannot take what is left over either.
            Some(name) => place(name).map_or(Remainder::Largest, Remainder::To),
            None => Remainder::Largest,
        };
        let weights: Vec<Ratio> = entries.iter().map(|entry| entry.1).collect();
        let shares = Shares::new(&weights, rule).ok()?;
        Some(Split { parties: entries.into_iter().map(|entry| entry.0).collect(), shares })
    }

    fn succession(&self, block: &Block, reader: &mut Reader<'_>) -> Option<Succession> {
        let from = self.many(block, "from", reader)?;
        let to = self.one(block, "to", reader)?;
        if from.contains(&to) {
            let finding = reader.source.at("COO111", &block.at("to")).found(&self.parties[usize::from(to)].id);
            reader.findings.push(finding);
            return None;
        }
        let line = reader.source.place(&block.span).line.unwrap_or_default();
        Some(Succession { from, to, on: *block.day("on")?, reason: block.text("reason")?.to_owned(), line })
    }

    fn clause(&self, block: &Block, amendment: Option<(usize, Date)>, reader: &mut Reader<'_>) -> Option<Clause> {
        let (id, word) = (block.text("id")?, block.text("kind")?);
        let kind = super::format::kind(word)?.word;
        let from = amendment.map_or(self.term.start, |(_, effective)| effective);
        let whole = Period { start: from, end: self.term.end };
        let valid = term(block, reader, "start", "end", Some(whole))?;
        if valid.start < self.term.start || self.term.end.is_some_and(|end| valid.end.is_none_or(|own| own > end)) {
            let finding = reader.source.at("COO112", &block.at("start")).found(valid.to_string());
            reader.findings.push(finding.expected(Words::same(self.term.to_string())));
        }
        let currency = currency(block, reader, self.currency)?;
        let terms = self.terms(block, kind, currency, reader)?;
        let line = reader.source.place(&block.span).line.unwrap_or_default();
        let title = title(block, "title_zh", "title_en", id);
        Some(Clause {
            id: id.to_owned(),
            kind,
            amendment: amendment.map(|found| found.0),
            valid,
            title,
            currency,
            terms,
            line,
        })
    }

    fn terms(&self, block: &Block, kind: &str, currency: Currency, reader: &mut Reader<'_>) -> Option<Terms> {
        let items = || block.texts("items").cloned();
        let word = |field: &str, otherwise: &str| block.text(field).unwrap_or(otherwise).to_owned();
        Some(match kind {
            "revenue" => Terms::Revenue {
                items: items()?,
                split: self.split(block, "shares", reader)?,
                cap: self.amounts(block, "cap", currency, reader),
                ratchet: block.text("ratchet").map(str::to_owned),
            },
            "increment" => Terms::Increment {
                items: items()?,
                split: self.split(block, "shares", reader)?,
                base: match block.period("base_period") {
                    Some(period) => {
                        if block.values.contains_key("base") {
                            let finding = reader.source.at("COO117", &block.at("base")).found("base");
                            reader.findings.push(finding.expected(Words::new(
                                "base 与 base_period 只写其一",
                                "either `base` or `base_period`",
                            )));
                        }
                        Base::Collected(*period)
                    }
                    None if block.values.contains_key("base") => {
                        Base::Amount(Self::amount(block, "base", currency, reader)?)
                    }
                    None => Base::Amount(0),
                },
                per_actor: block.text("per") == Some("actor"),
            },
            "relocation" => Terms::Relocation {
                items: items()?,
                origin: self.one(block, "origin", reader)?,
                destination: self.one(block, "destination", reader)?,
                rule: word("rule", "tax_relocation"),
                firms: block.blocks("firm").iter().filter_map(firm).collect(),
            },
            "apportionment" => Terms::Apportionment {
                items: items()?,
                head: self.one(block, "head", reader)?,
                branches: self.many(block, "branches", reader)?,
                rule: word("rule", "branch_apportionment"),
            },
            "two_bucket" => Terms::TwoBucket {
                research: block.texts("research")?.clone(),
                company: self.one(block, "company", reader)?,
                appreciation: block.texts("appreciation")?.clone(),
                split: self.split(block, "shares", reader)?,
            },
            "indicator" => Terms::Indicator { items: items()?, split: self.split(block, "shares", reader)? },
            "cost" => Terms::Cost {
                items: items()?,
                split: self.split(block, "shares", reader)?,
                limit: Self::amount(block, "limit", currency, reader),
            },
            "fund" => Terms::Fund {
                fund: self.one(block, "fund", reader)?,
                commitments: self.amounts(block, "commitments", currency, reader),
                call: word("call", "call"),
                distribution: word("distribution", "distribution"),
            },
            "waterfall" => self.waterfall(block, currency, reader)?,
            "bond" => Terms::Bond {
                party: self.one(block, "party", reader)?,
                escrow: self.one(block, "escrow", reader)?,
                amount: Self::amount(block, "amount", currency, reader)?,
                grace_days: block.integer("grace_days").copied().unwrap_or(30),
                drawn: format!("{}.drawn", block.text("id")?),
            },
            _ => self.register(block, kind, currency, reader)?,
        })
    }

    fn waterfall(&self, block: &Block, currency: Currency, reader: &mut Reader<'_>) -> Option<Terms> {
        let mut layers = Vec::new();
        for own in block.blocks("layer") {
            let share = *own.number("share")?;
            let limit = Self::amount(own, "limit", currency, reader);
            layers.push(Layer { party: self.one(own, "party", reader)?, share, limit });
        }
        let sum = layers.iter().try_fold(Ratio::ZERO, |sum, layer| sum.plus(layer.share));
        if sum.is_none_or(|sum| sum > Ratio::ONE) {
            let finding = reader.source.at("COO107", &block.at("layer"));
            let finding = finding.found(sum.map_or_else(String::new, |sum| sum.to_string()));
            reader.findings.push(finding.expected(Words::new("各层合计不超过 1", "layers that add up to at most 1")));
            return None;
        }
        Some(Terms::Waterfall { items: block.texts("items")?.clone(), layers, last: self.one(block, "last", reader)? })
    }

    /// The clauses that move no money by themselves.
    fn register(&self, block: &Block, kind: &str, currency: Currency, reader: &mut Reader<'_>) -> Option<Terms> {
        Some(match kind {
            "ratchet" => {
                let step = |own: &Block| Some((*own.number("at")?, *own.number("factor")?));
                let steps: Vec<(Ratio, Ratio)> = block.blocks("step").iter().filter_map(step).collect();
                if steps.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
                    let finding = reader.source.at("COO104", &block.at("step"));
                    reader.findings.push(finding.expected(Words::new("按 at 递增的分档", "steps by rising `at`")));
                }
                Terms::Ratchet { item: block.text("item")?.to_owned(), steps }
            }
            "recognition" => Terms::Recognition {
                subjects: block.texts("subjects")?.clone(),
                by: self.many(block, "by", reader)?,
                of: self.many(block, "of", reader)?,
                condition: block.text("condition").map(str::to_owned),
            },
            "quota" => {
                let at = block.at("holdings");
                let mut holdings = Vec::new();
                for (name, number) in block.numbers("holdings")? {
                    holdings.push((self.party(name, &at, reader)?, *number));
                }
                Terms::Quota { items: block.texts("items")?.clone(), holdings }
            }
            "voucher" => Terms::Voucher {
                home: self.many(block, "home", reader)?,
                providers: self.many(block, "providers", reader)?,
                rule: block.text("rule").unwrap_or("innovation_voucher").to_owned(),
            },
            "rotation" => {
                let mut exceptions = Vec::new();
                for own in block.blocks("override") {
                    let party = self.one(own, "party", reader)?;
                    let valid = term(own, reader, "start", "end", None)?;
                    exceptions.push(Turn { party, valid, reason: own.text("reason")?.to_owned() });
                }
                Terms::Rotation {
                    order: self.many(block, "order", reader)?,
                    months: *block.integer("months")?,
                    exceptions,
                }
            }
            "duty" => Terms::Duty {
                owner: self.one(block, "owner", reader)?,
                what: block.text("what")?.to_owned(),
                first: *block.day("first")?,
                every_months: block.integer("every_months").copied(),
            },
            "hand_over" => Terms::HandOver {
                from: self.one(block, "from", reader)?,
                to: self.one(block, "to", reader)?,
                assets: block.text("assets")?.to_owned(),
            },
            "exit" => Terms::Exit(Exit {
                triggers: block.texts("triggers")?.clone(),
                arrears_days: block.integer("arrears_days").copied(),
                notice_days: *block.integer("notice_days")?,
                by_income: block.text("valuation")? == "income",
                buyer: self.one(block, "buyer", reader),
                seller: self.one(block, "seller", reader),
                flow: block.text("flow").map(str::to_owned),
                book: block.text("book").map(str::to_owned),
                rate: block.number("rate").copied(),
                floor: Self::amount(block, "floor", currency, reader),
            }),
            _ => Terms::Dispute { stages: block.blocks("step").iter().filter_map(stage).collect() },
        })
    }
}

fn firm(block: &Block) -> Option<Firm> {
    Some(Firm {
        id: block.text("id")?.to_owned(),
        listed: *block.boolean("listed")?,
        government_led: *block.boolean("government_led")?,
        before: *block.period("before")?,
        production: block.day("production").copied(),
    })
}

fn stage(block: &Block) -> Option<Stage> {
    let body = match block.values.get("body") {
        Some((Value::Text(body), _)) => Some(body.clone()),
        _ => None,
    };
    Some(Stage { level: block.text("level")?.to_owned(), body, days: *block.integer("days")? })
}
