//! The page of validation, as text: what the bench prints and the test compares.

use crate::planted::{CHOSEN, JUDGED, NOISES, Plant, Planted, SIZES, cases};
use liantu_network::mode::{Profile, Strictness, Verdict, classify, known, stages};
use std::fmt::Write as _;

/// Cases of each kind.
pub const COUNT: u64 = 600;
const NAMES: [&str; 4] = ["M1 bay", "M2 corridor", "M3 pan-network", "M4 opening"];
/// The odds between which the choice was made.
const ODDS: [f64; 5] = [1.0, 2.0, 3.0, 5.0, 10.0];

/// A case and what it was taken for.
pub struct Judged {
    pub case: Planted,
    pub verdict: Verdict,
    /// Waves whose most probable stage is the planted one, and all waves, of cases determined rightly.
    pub stages: (u32, u32),
}

impl Judged {
    /// The mode it was taken for, if any.
    pub fn mode(&self) -> Option<usize> {
        self.verdict.doubt.is_none().then(|| self.verdict.ranking[0])
    }

    /// Whether a mode was determined that was not planted.
    pub fn is_wrong(&self) -> bool {
        self.mode().is_some_and(|mode| self.case.plant != Plant::Mode(mode))
    }
}

pub fn judge(seeds: u64, count: u64, strictness: &Strictness) -> Vec<Judged> {
    let profiles: Vec<Profile> = known().into_iter().map(|(_, profile)| profile).collect();
    let one = |case: Planted| {
        let verdict = classify(&case.case(), &profiles, strictness);
        let mut right = (0, 0);
        if let (Plant::Mode(mode), None) = (case.plant, verdict.doubt)
            && verdict.ranking[0] == mode
        {
            right = stages_right(&case, &profiles[mode], strictness);
        }
        Judged { case, verdict, stages: right }
    };
    cases(seeds, count).into_iter().map(one).collect()
}

/// A wave counts as right where its most probable stage is the planted stage of most of its ties.
fn stages_right(case: &Planted, profile: &Profile, strictness: &Strictness) -> (u32, u32) {
    let dated = case.ties.iter().any(|tie| tie.start.is_some());
    let waves = stages(&case.case(), profile, strictness);
    let mut right = 0;
    for wave in &waves {
        let mut planted = [0; 3];
        for (tie, stage) in case.ties.iter().zip(&case.stage) {
            let time = if dated { tie.start.map(i64::from) } else { tie.stated };
            planted[*stage] += u32::from(time == Some(wave.time));
        }
        let most = |shares: &[f64]| (0..3).max_by(|&a, &b| shares[a].total_cmp(&shares[b]).then(b.cmp(&a)));
        right += u32::from(most(&wave.stages) == most(&planted.map(f64::from)));
    }
    (right, u32::try_from(waves.len()).unwrap())
}

fn percent(part: usize, of: usize) -> String {
    if of == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / of as f64) }
}

/// Rows of the confusion matrix over the cases that `keep` keeps.
fn confusion(judged: &[Judged], keep: impl Fn(&Judged) -> bool, page: &mut String) {
    let _ = writeln!(
        page,
        "| planted | cases | M1 | M2 | M3 | M4 | undetermined | wrong |\n|---|--:|--:|--:|--:|--:|--:|--:|"
    );
    let rows = [
        (NAMES[0], Plant::Mode(0)),
        (NAMES[1], Plant::Mode(1)),
        (NAMES[2], Plant::Mode(2)),
        (NAMES[3], Plant::Mode(3)),
        ("two modes mixed", Plant::Mixed),
        ("none", Plant::Nothing),
    ];
    for (name, plant) in rows {
        let row: Vec<&Judged> = judged.iter().filter(|one| one.case.plant == plant && keep(one)).collect();
        let taken = |mode: Option<usize>| row.iter().filter(|one| one.mode() == mode).count();
        let wrong = match plant {
            // Either half of a mixture is a fair answer, which of them is not judged.
            Plant::Mixed => "–".to_owned(),
            _ => percent(row.iter().filter(|one| one.is_wrong()).count(), row.len()),
        };
        let modes: Vec<String> = (0..4).map(|mode| taken(Some(mode)).to_string()).collect();
        let _ = writeln!(page, "| {name} | {} | {} | {} | {wrong} |", row.len(), modes.join(" | "), taken(None));
    }
}

/// Wrong and determined among planted modes, and determined among those that follow none.
fn rates(judged: &[Judged]) -> [String; 3] {
    let modes: Vec<&Judged> = judged.iter().filter(|one| matches!(one.case.plant, Plant::Mode(_))).collect();
    let nothing: Vec<&Judged> = judged.iter().filter(|one| one.case.plant == Plant::Nothing).collect();
    let determined = modes.iter().filter(|one| one.mode().is_some()).count();
    let wrong = modes.iter().filter(|one| one.is_wrong()).count();
    let taken = nothing.iter().filter(|one| one.mode().is_some()).count();
    [percent(wrong, determined), percent(determined, modes.len()), percent(taken, nothing.len())]
}

/// How often the probabilities told come true: the share of right answers by what was told.
fn calibration(judged: &[Judged], page: &mut String) {
    let _ = writeln!(page, "| told | answers | mean told | came true |\n|---|--:|--:|--:|");
    let mut told: Vec<(f64, bool)> = Vec::new();
    for one in judged.iter().filter(|one| one.case.plant != Plant::Mixed) {
        told.extend(
            one.verdict.probabilities.iter().enumerate().map(|(mode, p)| (*p, one.case.plant == Plant::Mode(mode))),
        );
        told.push((one.verdict.none, one.case.plant == Plant::Nothing));
    }
    for bin in 0..10 {
        let low = f64::from(bin) / 10.0;
        let inside: Vec<&(f64, bool)> =
            told.iter().filter(|(p, _)| *p >= low && (*p < low + 0.1 || bin == 9)).collect();
        let mean = inside.iter().map(|(p, _)| p).sum::<f64>() / inside.len().max(1) as f64;
        let came = inside.iter().filter(|(_, true_)| *true_).count();
        let _ = writeln!(
            page,
            "| {low:.1}–{:.1} | {} | {mean:.3} | {} |",
            low + 0.1,
            inside.len(),
            percent(came, inside.len())
        );
    }
    let loss: f64 = judged
        .iter()
        .filter_map(|one| match one.case.plant {
            Plant::Mode(mode) => Some(one.verdict.probabilities[mode]),
            Plant::Nothing => Some(one.verdict.none),
            Plant::Mixed => None,
        })
        .map(|p| -p.max(1e-12).ln())
        .sum::<f64>()
        / judged.iter().filter(|one| one.case.plant != Plant::Mixed).count() as f64;
    let _ = writeln!(page, "\nMean logarithmic loss {loss:.3}; by guessing among five {:.3}.", 5f64.ln());
}

/// The whole page.
pub fn page() -> String {
    let strictness = Strictness::default();
    let judged = judge(JUDGED, COUNT, &strictness);
    let mut page = String::from(HEAD);
    let _ = writeln!(page, "## Confusion matrix\n\nAll sizes and noises together:\n");
    confusion(&judged, |_| true, &mut page);
    let _ = writeln!(page, "\nCases of 16 and 32 ties, at most 30 % noise:\n");
    confusion(&judged, |one| one.case.size >= 16 && one.case.noise < 0.4, &mut page);
    let _ =
        writeln!(page, "\n## By evidence\n\nPlanted modes only. *Right* and *wrong* are parts of the determined.\n");
    let _ = writeln!(page, "| ties | noise | cases | determined | right | wrong |\n|--:|--:|--:|--:|--:|--:|");
    for size in SIZES {
        for noise in NOISES {
            let row: Vec<&Judged> = judged
                .iter()
                .filter(|one| matches!(one.case.plant, Plant::Mode(_)))
                .filter(|one| one.case.size == size && (one.case.noise - noise).abs() < 1e-9)
                .collect();
            let determined = row.iter().filter(|one| one.mode().is_some()).count();
            let wrong = row.iter().filter(|one| one.is_wrong()).count();
            let _ = writeln!(
                page,
                "| {size} | {noise} | {} | {} | {} | {} |",
                row.len(),
                percent(determined, row.len()),
                percent(determined - wrong, determined),
                percent(wrong, determined)
            );
        }
    }
    let _ =
        writeln!(page, "\n## Calibration\n\nEvery probability of a mode or of none, over all but the mixed cases.\n");
    calibration(&judged, &mut page);
    let (right, all) = judged.iter().fold((0, 0), |sum, one| (sum.0 + one.stages.0, sum.1 + one.stages.1));
    let _ = writeln!(
        page,
        "\n## Stages\n\nOf the waves of the cases determined rightly, {} were put into the planted stage ({right} of {all}; one in three by\nguessing). Planted years are off by 200 days on average, and a stage may be short.\n",
        percent(right as usize, all as usize)
    );
    let _ = writeln!(
        page,
        "## How the odds were chosen\n\nOn other seeds than those judged above, {COUNT} cases of each kind:\n"
    );
    let _ = writeln!(
        page,
        "| least odds | wrong among determined | determined | taken for a mode where there is none |\n|--:|--:|--:|--:|"
    );
    for odds in ODDS {
        let rates = rates(&judge(CHOSEN, COUNT, &Strictness { least_odds: odds, ..strictness }));
        let _ = writeln!(page, "| {odds} | {} |", rates.join(" | "));
    }
    page.push_str(FOOT);
    page
}

const HEAD: &str = "# The mode classifier on planted cases

Written by `cargo bench -p liantu-network --bench modes`; a test compares this page with what the program gives.

Four real cases are no accuracy figure: the profiles were written after reading them. So cases are planted: 600 of each mode,
600 with half of the ties of one mode and half of another, 600 with any layers in any order between any places. They are
told as stories (`crates/network/benches/planted`), not drawn from the classifier's likelihood: places are laid out along a
bay, a corridor, around several centres or in a few counties; ties are made stage by stage, with a part of noise (10, 30 or 50 %
of any layer); then the record is spoilt: a fifth of the ties has no day, years are off, a tenth of the places has no position,
every seventh case has no days at all. The layers that a stage is about are those that the source names, as in the profiles;
so the page shows how far evidence of this kind reaches, and not whether the source is right about the world.

";

const FOOT: &str = "
Five to one was taken: a mode determined is wrong in about one case of a hundred, and about one case in seventeen that
follows none is given one. Ten to one would halve that and leave a further twelfth of the cases without an answer.
Concentration and weights of the features minimise the logarithmic loss on the same seeds
(`cargo bench -p liantu-network --bench modes -- tune`).
";
