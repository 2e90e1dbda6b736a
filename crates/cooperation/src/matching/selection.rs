//! Calls and bids: which bids to award within the budget, teams that race in parallel, payments by milestones.

use crate::form::{choice, integer, list, number, number_given, words, words_given};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "project_selection",
    version: 2,
    study: "cooperation",
    title: text("揭榜挂帅与赛马", "Selection of bids"),
    question: text(
        "在预算之内把榜单交给哪些揭榜者？并行的队伍谁被淘汰，已付多少，还要付多少？",
        "Which bids are awarded within the budget, which teams of a race are out, and what is paid and still to pay?",
    ),
    formula: text(
        "榜单是表 need 的一行（price 为该榜单预算，属性 capacity 为并行队伍数，缺省 1），揭榜是表 offer 中注明 answers 的一行（price 为申请金额）。得分取自表 assessment：每项标准先对评委取平均，按表 criterion 的计分方式换算，再按其权重加权平均；方案在该表中没有标准时取原值、等权。rule=best：在总预算、各榜单预算与队伍数之内使得分之和最大（多选一背包的精确解，同分取花费少者）；rule=ranking：按得分由高到低、同分申请少者、再按编号，放得下就授予。赛马：标准 milestone:1、milestone:2… 为里程碑评分，达到 pass 且在该榜单前 survivors 名之内者继续，其余淘汰；未评即停在该里程碑。付款按 payments 的比例：第一笔在签约时，以后每通过一个里程碑一笔。已付 + 待付 + 收回 = 授予金额。金额以分计，预算绝不突破。",
        "A call is a row of the table need (its price is the budget of the call, the attribute capacity the number of parallel teams, 1 where absent), a bid a row of offer that names the call in answers (its price is what it asks). Scores come from the table assessment: the mean over raters for each criterion, by the scoring that the table criterion gives it, then the mean over criteria by its weights; a scheme without criteria there takes values as they are and criteria alike. rule=best: the largest sum of scores within the whole budget, the budgets of the calls and their teams (exact; of equal sums the cheapest); rule=ranking: from the best score down, of equals the cheaper, then by identifier, whatever still fits. Races: the criteria milestone:1, milestone:2, … score the milestones; whoever has at least `pass` and is among the first `survivors` of the call goes on, the rest is out; a milestone not yet scored is where it stands. Payments follow the parts of `payments`: the first on signing, one more for each milestone passed. Paid + open + released = awarded. Amounts are counted in hundredths and the budget is never exceeded.",
    ),
    limits: text(
        "没有评分或没有金额的揭榜不能授予，注明 unscored、unpriced，不按零分计；没有预算的榜单只受总预算限制。金额不作货币换算：与榜单货币不同（或一方未注明）的揭榜为 other_currency，不能授予；给出总预算时只能有一种货币。标准取 date 当日有效者，省略则取方案最新版本开始之日；threshold 不影响得分。得分之和假定各榜单的得分可以相加。选择的组合过多（超过一百万种非劣组合）时 rule=best 改用 ranking 并说明。",
        "A bid without a score or a price cannot be awarded and is marked unscored or unpriced, not taken as zero; a call without a budget is bound by the whole one alone. Nothing is converted between currencies: a bid in another one than its call (or where one of them names none) is other_currency and cannot be awarded, and a whole budget wants one currency only. Criteria are those in force on date, else on the day on which the newest version of the scheme begins; a threshold does not change scores. Adding scores assumes that those of different calls compare. Where there are too many combinations (more than a million that are not dominated) rule=best gives way to ranking and says so.",
    ),
    reference: "Kellerer, H., Pferschy, U., Pisinger, D. (2004). Knapsack Problems, ch. 11 (multiple-choice knapsack). Springer.",
    aliases: &["揭榜挂帅", "赛马", "揭榜", "calls", "bids", "knapsack"],
    inputs: &[
        crate::form::NEEDS,
        Input { table: "offer", columns: &["offer_id", "kind", "answers", "price", "currency"], optional: false },
        Input { table: "assessment", columns: &["scheme", "criterion", "subject", "value"], optional: false },
        Input { table: "criterion", columns: &["scheme", "criterion", "weight", "scoring"], optional: true },
    ],
    parameters: &[
        words_given("scheme", "评价方案", "Scheme", "省略则用全部评分", "All assessments where absent"),
        words_given(
            "date",
            "日期",
            "Day",
            "取该日有效的标准，如 2026-01-31；省略则为最新版本",
            "Criteria in force on this day, such as 2026-01-31; the newest version where absent",
        ),
        number_given(
            "budget",
            (0.0, 1e13),
            Some("0"),
            "总预算",
            "Budget",
            "0 为只受各榜单预算限制",
            "0: only the budgets of the calls",
        ),
        choice(
            "rule",
            &["best", "ranking"],
            "规则",
            "Rule",
            "得分之和最大，或按得分排序",
            "The largest sum of scores, or by score",
        ),
        number_given(
            "least",
            (-1e12, 1e12),
            Some("0"),
            "最低得分",
            "Least score",
            "低于此分不授予",
            "Below it nothing is awarded",
        ),
        words_given(
            "payments",
            "付款比例",
            "Payments",
            "合计为 1，以 | 分隔，如 0.3|0.3|0.4；省略则签约时全付",
            "Adding up to 1, separated by |, such as 0.3|0.3|0.4; all on signing where absent",
        ),
        number_given(
            "pass",
            (-1e12, 1e12),
            Some("0.5"),
            "通过分",
            "Pass",
            "里程碑的最低评分",
            "Least score of a milestone",
        ),
        words_given(
            "survivors",
            "晋级名额",
            "Survivors",
            "每个里程碑后每个榜单至多留几队，以 | 分隔，如 3|1；省略则不限",
            "Teams of a call that may go on after each milestone, separated by |, such as 3|1; any number where absent",
        ),
    ],
    outputs: &[
        words("need_id", "榜单", "Call", "需求编号", "Identifier of the need").required(),
        words("offer_id", "揭榜", "Bid", "供给编号", "Identifier of the offer").required(),
        number("score", "得分", "Score", "评委与标准的加权平均", "Over raters and criteria"),
        number("price", "申请金额", "Price", "所申请的金额", "What it asks"),
        words(
            "state",
            "状态",
            "State",
            "awarded、eliminated、finished，或 not_awarded",
            "awarded, eliminated, finished, or not_awarded",
        )
        .required(),
        list("reasons", "理由", "Reasons", "未授予或淘汰的原因", "Why it is not awarded, or out"),
        integer("milestones", "通过的里程碑", "Milestones passed", "个数", "How many"),
        number("paid", "已付", "Paid", "到目前为止", "So far"),
        number("open", "待付", "Open", "顺利时还要付的", "Still to pay if all goes well"),
        number("released", "收回", "Released", "淘汰后不再支付", "What is not paid after elimination"),
        words("currency", "货币", "Currency", "各金额的货币，如表中所注", "Of the amounts, as the table states it"),
    ],
};

/// A call: the most that its awards may cost together, and how many teams may work on it.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// In hundredths; `None` for no limit of its own.
    pub budget: Option<i64>,
    /// Parallel teams.
    pub teams: usize,
}

/// A bid that can be awarded.
#[derive(Clone, Copy, Debug)]
pub struct Bid {
    /// The call that it answers.
    pub call: usize,
    /// In hundredths, not negative.
    pub price: i64,
    /// More is better.
    pub score: f64,
}

/// The most combinations that are kept.
const MOST: usize = 1_000_000;

/// From the best score down, of equals the cheaper, then the earlier: whatever still fits.
pub fn by_ranking(calls: &[Call], bids: &[Bid], budget: Option<i64>) -> Vec<bool> {
    let mut order: Vec<usize> = (0..bids.len()).collect();
    order.sort_by(|&a, &b| {
        bids[b].score.total_cmp(&bids[a].score).then(bids[a].price.cmp(&bids[b].price)).then(a.cmp(&b))
    });
    let (mut left, mut teams) = (budget, vec![0; calls.len()]);
    let mut of_call: Vec<Option<i64>> = calls.iter().map(|call| call.budget).collect();
    let mut awarded = vec![false; bids.len()];
    for place in order {
        let bid = bids[place];
        let fits = |left: Option<i64>| left.is_none_or(|left| bid.price <= left);
        if fits(left) && fits(of_call[bid.call]) && teams[bid.call] < calls[bid.call].teams {
            left = left.map(|left| left - bid.price);
            of_call[bid.call] = of_call[bid.call].map(|left| left - bid.price);
            teams[bid.call] += 1;
            awarded[place] = true;
        }
    }
    awarded
}

/// Some of the bids: cost, sum of scores, and how it came about.
#[derive(Clone, Copy)]
struct Portfolio {
    cost: i64,
    score: f64,
    /// Index into the list of steps.
    last: usize,
}

/// The bids with the largest sum of scores within all limits, of equal sums the cheapest; `None` where there are too many
/// combinations. A bid of negative score is never awarded.
pub fn best(calls: &[Call], bids: &[Bid], budget: Option<i64>) -> Option<Vec<bool>> {
    // A step adds a bid to a portfolio; the first stands for none.
    let mut steps: Vec<(usize, usize)> = vec![(usize::MAX, usize::MAX)];
    let mut kept = vec![Portfolio { cost: 0, score: 0.0, last: 0 }];
    for (number, call) in calls.iter().enumerate() {
        let own: Vec<usize> =
            (0..bids.len()).filter(|&bid| bids[bid].call == number && bids[bid].score > 0.0).collect();
        // What the call adds to each portfolio: by number of teams, within the budgets.
        let mut layers: Vec<Vec<(Portfolio, i64)>> = vec![kept.iter().map(|portfolio| (*portfolio, 0)).collect()];
        layers.extend((0..call.teams.min(own.len())).map(|_| Vec::new()));
        for &bid in &own {
            for team in (0..layers.len() - 1).rev() {
                let mut new = Vec::new();
                for (portfolio, spent) in &layers[team] {
                    let (cost, spent) = (portfolio.cost + bids[bid].price, spent + bids[bid].price);
                    if budget.is_none_or(|budget| cost <= budget) && call.budget.is_none_or(|budget| spent <= budget) {
                        steps.push((portfolio.last, bid));
                        let score = portfolio.score + bids[bid].score;
                        new.push((Portfolio { cost, score, last: steps.len() - 1 }, spent));
                    }
                }
                layers[team + 1].extend(new);
                if layers.iter().map(Vec::len).sum::<usize>() > MOST || steps.len() > 20 * MOST {
                    return None;
                }
            }
        }
        kept = undominated(layers.into_iter().flatten().map(|(portfolio, _)| portfolio).collect());
    }
    let mut awarded = vec![false; bids.len()];
    let mut step = kept.last()?.last;
    while steps[step].1 != usize::MAX {
        awarded[steps[step].1] = true;
        step = steps[step].0;
    }
    Some(awarded)
}

/// Those that no other beats in score at no higher cost, by cost.
fn undominated(mut list: Vec<Portfolio>) -> Vec<Portfolio> {
    list.sort_by(|a, b| a.cost.cmp(&b.cost).then(b.score.total_cmp(&a.score)).then(a.last.cmp(&b.last)));
    let mut most: Option<f64> = None;
    // Sums of the same scores in another order may differ by rounding; that is no reason to pay more.
    list.retain(|portfolio| {
        let better = most.is_none_or(|most| portfolio.score > most + 1e-12 * most.abs());
        if better {
            most = Some(portfolio.score);
        }
        better
    });
    list
}

/// How far a team of a race has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// At work on the milestone after those passed.
    Running(usize),
    /// Out after this many milestones passed: too weak, or others were better.
    Out(usize),
    /// Through all milestones.
    Finished,
}

/// Runs the race of the teams of one call: `scores[team][milestone]`, NaN where not yet scored. Whoever has at least `pass` and is
/// among the first `survivors` of those still in goes on; of equals the earlier team. While a team that is still in has no score for a
/// milestone, no one is put out there for being fewer than the survivors.
pub fn race(scores: &[Vec<f64>], milestones: usize, pass: f64, survivors: &[usize]) -> Vec<Standing> {
    let mut standing = vec![Standing::Running(0); scores.len()];
    for milestone in 0..milestones {
        let score = |team: usize| scores[team].get(milestone).copied().unwrap_or(f64::NAN);
        let mut inside: Vec<usize> =
            (0..scores.len()).filter(|&team| standing[team] == Standing::Running(milestone)).collect();
        let all_scored = inside.iter().all(|&team| !score(team).is_nan());
        inside.retain(|&team| !score(team).is_nan());
        inside.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
        let most = survivors.get(milestone).copied().unwrap_or(usize::MAX);
        for (place, team) in inside.into_iter().enumerate() {
            standing[team] = if score(team) < pass || (all_scored && place >= most) {
                Standing::Out(milestone)
            } else if !all_scored && most != usize::MAX {
                // Passed, but who goes on is only known with all scores.
                Standing::Running(milestone)
            } else if milestone + 1 == milestones {
                Standing::Finished
            } else {
                Standing::Running(milestone + 1)
            };
        }
    }
    standing
}

/// What is paid, open and released of an award, in hundredths: `payments` are the parts, the first due on signing, one more with
/// each milestone passed. Rounded so that the payments add up to the award.
pub fn payments(award: i64, parts: &[f64], standing: Standing) -> (i64, i64, i64) {
    let passed = match standing {
        Standing::Running(passed) | Standing::Out(passed) => passed,
        Standing::Finished => parts.len() - 1,
    };
    let upto = liantu_numeric::sum(parts[..=passed.min(parts.len() - 1)].iter().copied());
    let paid = if passed + 1 >= parts.len() { award } else { ((award as f64 * upto).round() as i64).min(award) };
    match standing {
        Standing::Out(_) => (paid, 0, award - paid),
        _ => (paid, award - paid, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::Standing::{Finished, Out, Running};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_best_portfolio_is_not_the_ranking() {
        let calls = [Call { budget: None, teams: 1 }, Call { budget: None, teams: 1 }, Call { budget: None, teams: 1 }];
        let bid = |call, price, score| Bid { call, price, score };
        let bids = [bid(0, 70, 9.0), bid(1, 50, 6.0), bid(2, 50, 5.0), bid(0, 60, 8.0)];
        assert_eq!(by_ranking(&calls, &bids, Some(100)), [true, false, false, false]);
        assert_eq!(best(&calls, &bids, Some(100)).unwrap(), [false, true, true, false]);
        assert_eq!(best(&calls, &bids, None).unwrap(), [true, true, true, false]);
    }

    #[test]
    fn races_put_out_the_weak_and_money_adds_up() {
        let scores = vec![vec![0.9, 0.4], vec![0.7, 0.8], vec![0.6, 0.9], vec![0.3]];
        assert_eq!(race(&scores, 2, 0.5, &[]), [Out(1), Finished, Finished, Out(0)]);
        assert_eq!(race(&scores, 2, 0.5, &[2, 1]), [Out(1), Finished, Out(0), Out(0)]);
        // One not yet scored: nobody is out for being third.
        let open = vec![vec![0.9], vec![], vec![0.6]];
        assert_eq!(race(&open, 2, 0.5, &[2]), [Running(0), Running(0), Running(0)]);
        let parts = [0.3, 0.3, 0.4];
        assert_eq!(payments(101, &parts, Running(0)), (30, 71, 0));
        assert_eq!(payments(101, &parts, Out(1)), (61, 0, 40));
        assert_eq!(payments(101, &parts, Finished), (101, 0, 0));
    }

    proptest! {
        #[test]
        fn no_selection_is_better_and_no_budget_is_exceeded(
            raw in prop::collection::vec((0usize..3, 0i64..40, -2i32..10), 0..9),
            limits in prop::array::uniform3((prop::option::of(0i64..60), 0usize..3)),
            budget in prop::option::of(0i64..100),
        ) {
            let calls = limits.map(|(budget, teams)| Call { budget, teams });
            let bids: Vec<Bid> =
                raw.into_iter().map(|(call, price, score)| Bid { call, price, score: f64::from(score) }).collect();
            let sums = |set: &dyn Fn(usize) -> bool| {
                let mut of_call = [(0i64, 0usize); 3];
                let (mut cost, mut score) = (0, 0.0);
                for (place, bid) in bids.iter().enumerate().filter(|(place, _)| set(*place)) {
                    let _ = place;
                    of_call[bid.call].0 += bid.price;
                    of_call[bid.call].1 += 1;
                    cost += bid.price;
                    score += bid.score;
                }
                let fits = budget.is_none_or(|budget| cost <= budget)
                    && calls.iter().zip(of_call).all(|(call, (cost, teams))| {
                        call.budget.is_none_or(|budget| cost <= budget) && teams <= call.teams
                    });
                (fits, score, cost)
            };
            let chosen = best(&calls, &bids, budget).unwrap();
            let (fits, score, cost) = sums(&|place| chosen[place]);
            prop_assert!(fits);
            let ranked = by_ranking(&calls, &bids, budget);
            prop_assert!(sums(&|place| ranked[place]).0);
            for set in 0..1usize << bids.len() {
                let (allowed, other, price) = sums(&|place| set >> place & 1 == 1);
                if allowed {
                    prop_assert!(other <= score + 1e-9);
                    prop_assert!(other < score - 1e-9 || price >= cost);
                }
            }
        }

        #[test]
        fn payments_always_add_up(award in 0i64..1_000_000, first in 0.0f64..0.6, passed in 0usize..3, out: bool) {
            let parts = [first, 0.4, 0.6 - first];
            let standing = if out { Standing::Out(passed.min(1)) } else if passed == 2 { Standing::Finished } else { Standing::Running(passed) };
            let (paid, open, released) = payments(award, &parts, standing);
            prop_assert_eq!(paid + open + released, award);
            prop_assert!(paid >= 0 && open >= 0 && released >= 0);
        }
    }
}
