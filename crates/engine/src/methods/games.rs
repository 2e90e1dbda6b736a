//! Binding the methods that are asked before a signature: division, stability, promises, risks.

use super::matching::{finding, known};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::rows::Rows;
use crate::units;
use liantu_cooperation::game::coalition::{Game, GameError};
use liantu_cooperation::game::problem::{Form, Problem, ProblemError};
use liantu_cooperation::game::{least_core, nucleolus, rules, shapley};
use liantu_model::{Diagnostic, Method, Observation, Words};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &shapley::METHOD, run: run_shapley },
    Entry { method: &nucleolus::METHOD, run: run_nucleolus },
    Entry { method: &least_core::METHOD, run: run_core },
];

/// A game of the table: its name, its members in order, and the problem unless something is wrong with it.
struct Named {
    name: String,
    /// Of its worths, where they have one.
    unit: Option<String>,
    players: Vec<String>,
    problem: Option<Problem>,
}

impl Named {
    fn members(&self, coalition: usize) -> String {
        let members: Vec<&str> =
            (0..self.players.len()).filter(|player| coalition >> player & 1 == 1).map(|n| &*self.players[n]).collect();
        members.join("+")
    }
}

/// The games asked for, with what was found.
struct Table {
    games: Vec<Named>,
    findings: Vec<Diagnostic>,
    observation: Observation,
}

impl Table {
    fn bind(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let rows = bound.rows("coalition");
        let form = Form::parse(inputs.choice("form")).unwrap_or(Form::Coalitions);
        let mut by_game: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in 0..rows.len() {
            if let Some(game) = rows.text("game", row) {
                by_game.entry(game).or_default().push(row);
            }
        }
        if let Some(wanted) = inputs.text("game") {
            by_game.retain(|game, _| *game == wanted);
            if by_game.is_empty() {
                return Err(EngineError::parameter(
                    "game",
                    wanted,
                    Words::new("表 coalition 中的某个博弈", "a game of the table coalition"),
                ));
            }
        }
        let estimated = |row: &usize| rows.text("observation", *row).is_some_and(|word| word != "observed");
        let mut table = Self {
            observation: if by_game.values().flatten().any(estimated) {
                Observation::Estimated
            } else {
                Observation::Observed
            },
            games: Vec::new(),
            findings: Vec::new(),
        };
        for (name, of_game) in by_game {
            table.read(name, rows, &of_game, form);
        }
        Ok(table)
    }

    fn read(&mut self, name: &str, rows: &Rows, of_game: &[usize], form: Form) {
        let known = of_game.iter().filter(|&&row| rows.number("value", row).is_some());
        let common = units::common(known.map(|&row| (rows.text("unit", row), row)));
        let mut players: Vec<String> = of_game.iter().flat_map(|&row| rows.list("members", row)).collect();
        players.sort_unstable();
        players.dedup();
        let mut repeated = None;
        let parts: Vec<(Vec<usize>, f64)> = of_game
            .iter()
            .map(|&row| {
                let place = |member: &String| players.binary_search(member).unwrap_or_default();
                let mut members: Vec<usize> = rows.list("members", row).iter().map(place).collect();
                members.sort_unstable();
                let count = members.len();
                members.dedup();
                if count > members.len() || members.is_empty() {
                    repeated.get_or_insert(row);
                }
                let factor = common.as_ref().map_or(1.0, |common| common.factor(rows.text("unit", row)));
                (members, rows.number("value", row).map_or(f64::NAN, |worth| worth * factor))
            })
            .collect();
        // The same coalition in another order is the same coalition.
        let mut seen: BTreeMap<&[usize], usize> = BTreeMap::new();
        for (place, (members, _)) in parts.iter().enumerate() {
            if seen.insert(members, place).is_some() {
                repeated.get_or_insert(of_game[place]);
            }
        }
        let problem = match (repeated, &common) {
            (Some(row), _) => {
                self.findings.push(finding("COO505", "coalition", Some(row), name.to_owned(), 1));
                None
            }
            (None, Err(apart)) => {
                let found = format!("{name}: {apart}");
                self.findings.push(finding("COO514", "coalition", Some(apart.row()), found, 1));
                None
            }
            (None, Ok(_)) => match Problem::read(form, players.len(), &parts) {
                Ok(problem) => Some(problem),
                Err(ProblemError::Missing { members, count }) => {
                    let members: Vec<&str> = members.iter().map(|&member| &*players[member]).collect();
                    let found = format!("{name}: {}", members.join("+"));
                    self.findings.push(finding("COO501", "coalition", None, found, count));
                    None
                }
                Err(ProblemError::Row { row }) => {
                    self.findings.push(finding("COO505", "coalition", Some(of_game[row]), name.to_owned(), 1));
                    None
                }
                Err(ProblemError::Game(error)) => {
                    self.refuse(name, &error);
                    None
                }
            },
        };
        let unit = common.ok().and_then(|common| common.unit.map(str::to_owned));
        self.games.push(Named { name: name.to_owned(), unit, players, problem });
    }

    fn refuse(&mut self, name: &str, error: &GameError) {
        let (found, expected) = error.told();
        let found = if found.is_empty() { name.to_owned() } else { format!("{name}: {found}") };
        self.findings.push(finding("COO505", "coalition", None, found, 1).expected(expected));
    }

    fn answer(self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        Answer {
            columns: columns(method.outputs, rows),
            notes: Vec::new(),
            observation: self.observation,
            diagnostics: self.findings,
            inputs: BTreeMap::from([("games".to_owned(), self.games.len().to_string())]),
        }
    }
}

/// A share as the game tells it: costs as costs.
fn shown(problem: &Problem, worth: f64) -> f64 {
    if problem.costs() { 0.0 - worth } else { worth }
}

fn alone(problem: &Problem, player: usize) -> f64 {
    let members: Vec<bool> = (0..problem.players()).map(|other| other == player).collect();
    shown(problem, problem.worth(&members))
}

fn empty_rows(game: &Named, cells: usize) -> impl Iterator<Item = Vec<Cell>> {
    game.players.iter().map(move |player| {
        let mut row: Vec<Cell> = vec![game.name.as_str().into(), player.as_str().into()];
        row.extend((0..cells).map(|_| Cell::Number(None)));
        row
    })
}

fn run_shapley(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut table = Table::bind(bound, inputs)?;
    let seed = inputs.integer("seed").unsigned_abs();
    let pairs = usize::try_from(inputs.integer("orders") / 2).unwrap_or(1);
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for game in &table.games {
        let Some(problem) = &game.problem else {
            rows.extend(empty_rows(game, 8).map(|mut row| {
                row.extend([Cell::Boolean(None), Cell::Text(None)]);
                row
            }));
            continue;
        };
        let listed = problem.game().ok();
        let (value, error) = match &listed {
            Some(listed) => (shapley::shapley(listed), vec![0.0; game.players.len()]),
            None => {
                let found = format!("{}: n = {}, orders = {}", game.name, game.players.len(), 2 * pairs);
                findings.push(finding("COO504", "coalition", None, found, 1));
                let sampled = shapley::sampled(game.players.len(), pairs, seed, |members| problem.worth(members));
                (sampled.value, sampled.error)
            }
        };
        let nothing = vec![f64::NAN; game.players.len()];
        let of = |rule: &dyn Fn(&Game) -> Option<Vec<f64>>| {
            listed.as_ref().and_then(rule).unwrap_or_else(|| nothing.clone())
        };
        let (banzhaf, surplus, proportional) = (
            of(&|game| Some(shapley::banzhaf(game))),
            of(&|game| Some(rules::equal_surplus(game))),
            of(&|game| rules::proportional(game)),
        );
        let stable = listed.as_ref().map(|game| least_core::in_core(game, &value));
        if let Some((listed, false)) = listed.as_ref().zip(stable)
            && let Some((coalition, _)) = listed.strongest_objection(&value)
        {
            let found = format!("{}: {}", game.name, game.members(coalition));
            findings.push(finding("COO506", "coalition", None, found, 1));
        }
        for (player, name) in game.players.iter().enumerate() {
            let share = shown(problem, value[player]);
            // The normal quantile of 97.5 %.
            let width = 1.959_963_984_540_054 * error[player];
            rows.push(vec![
                game.name.as_str().into(),
                name.as_str().into(),
                known(alone(problem, player)),
                known(share),
                known(error[player]),
                known(share - width),
                known(share + width),
                known(shown(problem, banzhaf[player])),
                known(shown(problem, surplus[player])),
                known(shown(problem, proportional[player])),
                Cell::Boolean(stable),
                Cell::Text(game.unit.clone()),
            ]);
        }
    }
    table.findings.extend(findings);
    Ok(table.answer(&shapley::METHOD, &rows))
}

/// The nucleolus among the divisions asked for, or among all where there are no others; whether it is the latter.
fn solve(game: &Game, among: nucleolus::Among) -> Result<(nucleolus::Nucleolus, bool), GameError> {
    let all = among == nucleolus::Among::Divisions || !nucleolus::has_imputations(game);
    let among = if all { nucleolus::Among::Divisions } else { among };
    Ok((nucleolus::nucleolus(game, among)?, all))
}

fn run_nucleolus(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut table = Table::bind(bound, inputs)?;
    let among = match inputs.choice("among") {
        "divisions" => nucleolus::Among::Divisions,
        _ => nucleolus::Among::Imputations,
    };
    let mut rows = Vec::new();
    for place in 0..table.games.len() {
        let solved = table.games[place].problem.as_ref().map(|problem| {
            let game = problem.game()?;
            solve(&game, among).map(|(found, all)| (game, found, all))
        });
        if let Some(Err(error)) = &solved {
            let name = table.games[place].name.clone();
            table.refuse(&name, error);
        }
        let own = &table.games[place];
        let Some((problem, Ok((game, found, all)))) = own.problem.as_ref().zip(solved) else {
            rows.extend(empty_rows(own, 4).map(|mut row| {
                row.extend([Cell::Text(None), Cell::Boolean(None), Cell::Text(None)]);
                row
            }));
            continue;
        };
        let stable = least_core::in_core(&game, &found.division);
        for (player, name) in own.players.iter().enumerate() {
            let share = found.division[player];
            rows.push(vec![
                own.name.as_str().into(),
                name.as_str().into(),
                known(alone(problem, player)),
                known(game.shown(share)),
                known(share - game.worth()[1 << player]),
                known(found.excess),
                if all { "prenucleolus" } else { "nucleolus" }.into(),
                stable.into(),
                Cell::Text(own.unit.clone()),
            ]);
        }
        if all && among == nucleolus::Among::Imputations {
            let found = own.name.clone();
            table.findings.push(finding("COO503", "coalition", None, found, 1));
        }
    }
    Ok(table.answer(&nucleolus::METHOD, &rows))
}

/// A division given as `A=40|B=60`, in the order of the players.
fn division(text: &str, game: &Named) -> Result<Vec<f64>, EngineError> {
    let wrong = || {
        EngineError::parameter(
            "division",
            text,
            Words::new(
                format!("每个成员一个数，如 {}=1", game.players.join("=1|")),
                format!("a number for each member, such as {}=1", game.players.join("=1|")),
            ),
        )
    };
    let mut shares = vec![f64::NAN; game.players.len()];
    for part in text.split('|') {
        let (name, share) = part.split_once('=').ok_or_else(wrong)?;
        let place = game.players.iter().position(|player| player == name.trim()).ok_or_else(wrong)?;
        shares[place] = share.trim().parse().map_err(|_| wrong())?;
    }
    if shares.iter().all(|share| share.is_finite()) { Ok(shares) } else { Err(wrong()) }
}

fn run_core(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut table = Table::bind(bound, inputs)?;
    let (mut rows, mut findings): (Vec<Vec<Cell>>, Vec<Diagnostic>) = Default::default();
    for place in 0..table.games.len() {
        let Some(problem) = &table.games[place].problem else { continue };
        let solved = problem.game().and_then(|game| {
            let balance = least_core::balance(&game)?;
            let (found, _) = solve(&game, nucleolus::Among::Imputations)?;
            let (free, _) = solve(&game, nucleolus::Among::Divisions)?;
            Ok((game, balance, found, free.excess))
        });
        let (game, balance, found, least) = match solved {
            Ok(solved) => solved,
            Err(error) => {
                let name = table.games[place].name.clone();
                table.refuse(&name, &error);
                continue;
            }
        };
        let own = &table.games[place];
        let mut tested = vec![
            ("shapley", Some(shapley::shapley(&game))),
            ("nucleolus", Some(found.division)),
            ("equal", Some(rules::equal(&game))),
            ("equal_surplus", Some(rules::equal_surplus(&game))),
            ("proportional", rules::proportional(&game)),
        ];
        if let Some(text) = inputs.text("division") {
            let shares = division(text, own)?;
            let (sum, worth) = (shares.iter().sum::<f64>(), game.shown(game.worth()[game.all()]));
            if (sum - worth).abs() > 1e-9 * game.scale() {
                findings.push(finding("COO515", "coalition", None, format!("{}: {sum} ≠ {worth}", own.name), 1));
            }
            tested.push(("given", Some(shares.into_iter().map(|share| game.shown(share)).collect())));
        }
        let empty = balance.subsidy > 0.0;
        let reason: Vec<String> = balance
            .weights
            .iter()
            .map(|&(coalition, weight)| format!("{}:{}", own.members(coalition), (weight * 1e9).round() / 1e9))
            .collect();
        for (rule, shares) in tested {
            let objection = shares.as_ref().and_then(|shares| game.strongest_objection(shares));
            rows.push(vec![
                own.name.as_str().into(),
                empty.into(),
                known(balance.subsidy),
                known(least),
                Cell::Text(empty.then(|| reason.join("|"))),
                rule.into(),
                Cell::Boolean(shares.as_ref().map(|shares| least_core::in_core(&game, shares))),
                Cell::Text(objection.map(|(coalition, _)| own.members(coalition))),
                Cell::Number(objection.map(|(_, excess)| excess)),
                Cell::Text(own.unit.clone()),
            ]);
        }
        if empty {
            let found = format!("{}: {}", own.name, reason.join(" "));
            table.findings.push(finding("COO502", "coalition", None, found, 1));
        }
    }
    table.findings.extend(findings);
    Ok(table.answer(&least_core::METHOD, &rows))
}
