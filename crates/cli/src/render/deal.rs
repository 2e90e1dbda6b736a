//! Agreements, balances and statements as text for people.

use crate::context::Context;
use crate::language::say;
use crate::render::diagnostic::Drawing;
use crate::render::grid::align;
use liantu_engine::{
    Balance, BondInfo, CalendarEntry, ClearingView, DealInfo, DealView, Obligation, Settlement, StatementView,
    Verification,
};
use liantu_model::{Diagnostic, Language};

/// Findings, each with its line.
pub fn findings(found: &[Diagnostic], context: &Context) -> String {
    let drawing = Drawing::new(context.language, context.colours());
    found.iter().map(|finding| drawing.draw(finding) + "\n").collect::<Vec<_>>().concat()
}

pub fn ended(settled: &Settlement, context: &Context) -> String {
    let language = context.language;
    let mut said = findings(&settled.diagnostics, context);
    for own in &settled.settled {
        said += &match own.appended {
            0 => say!(language, "{}：账上已是如此\n", "{}: the ledger says so already\n", own.agreement),
            count => say!(language, "{}：新增 {count} 条记录\n", "{}: {count} records appended\n", own.agreement),
        };
    }
    for own in &settled.skipped {
        let missing = own.missing.join(word(language, "、", ", "));
        said += &say!(
            language,
            "{}：尚未生效，未签：{missing}\n",
            "{}: not in force, not signed by {missing}\n",
            own.agreement,
        );
    }
    said + &say!(
        language,
        "结算至 {}（修订 {}）",
        "settled until {} (revision {})",
        settled.settled_until,
        settled.revision,
    )
}

pub const fn word(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

fn heads<const N: usize>(language: Language, zh: [&str; N], en: [&str; N]) -> Vec<String> {
    match language {
        Language::Zh => zh.map(str::to_owned).to_vec(),
        Language::En => en.map(str::to_owned).to_vec(),
    }
}

/// The state of an agreement, in words.
fn state(deal: &DealInfo, language: Language) -> &'static str {
    match deal.state {
        "unsigned" => word(language, "待签署", "not signed"),
        "amended" => word(language, "生效，修订待签", "in force, amendment not signed"),
        "ended" => word(language, "已到期", "ended"),
        _ => word(language, "生效", "in force"),
    }
}

pub fn list(deals: &[DealInfo], context: &Context) -> String {
    let language = context.language;
    if deals.is_empty() {
        return say!(language, "还没有协议：liantu deal add 文件", "no agreements yet: liantu deal add FILE");
    }
    let heads = heads(
        language,
        ["协议", "名称", "状态", "版本", "结算至"],
        ["agreement", "title", "state", "version", "settled until"],
    );
    let rows: Vec<_> = deals
        .iter()
        .map(|deal| {
            vec![
                deal.id.clone(),
                deal.title.get(language).to_owned(),
                state(deal, language).to_owned(),
                deal.version.to_string(),
                deal.settled_until.clone().unwrap_or_default(),
            ]
        })
        .collect();
    align(&heads, &[false, false, false, true, false], &rows, context.width(), language)
}

pub fn show(deal: &DealView, context: &Context) -> String {
    let language = context.language;
    let info = &deal.info;
    let mut said = say!(
        language,
        "{}（{}）：{}，版本 {}\n",
        "{} ({}): {}, version {}\n",
        info.id,
        info.title.get(language),
        state(info, language),
        info.version,
    );
    if !info.missing.is_empty() {
        let missing = info.missing.join(word(language, "、", ", "));
        said += &say!(
            language,
            "未签：{missing}；liantu deal sign {} --party 协议方 --by 签署人\n",
            "not signed by {missing}: liantu deal sign {} --party PARTY --by NAME\n",
            info.id,
        );
    }
    if !deal.balances.is_empty() {
        said.push('\n');
        said += &balances(&deal.balances, context);
    }
    if !deal.bonds.is_empty() {
        said.push('\n');
        said += &bonds(&deal.bonds, context);
    }
    said + &say!(language, "\n账本末条 {}：{}", "\nlast record {}: {}", deal.head.number, deal.head.hash,)
}

fn bonds(list: &[BondInfo], context: &Context) -> String {
    let language = context.language;
    let heads = heads(
        language,
        ["保证金", "缴存方", "托管", "货币", "约定", "已缴", "已动用", "现存", "可动用的欠款"],
        ["bond", "party", "escrow", "currency", "agreed", "paid in", "drawn", "held", "callable debt"],
    );
    let rows: Vec<_> = list
        .iter()
        .map(|own| {
            [
                &own.clause,
                &own.party,
                &own.escrow,
                &own.currency,
                &own.amount,
                &own.paid_in,
                &own.drawn,
                &own.held,
                &own.callable,
            ]
            .map(Clone::clone)
            .to_vec()
        })
        .collect();
    align(&heads, &[false, false, false, false, true, true, true, true, true], &rows, context.width(), language)
}

pub fn falling(list: &[CalendarEntry], context: &Context) -> String {
    let language = context.language;
    if list.is_empty() {
        return say!(language, "这一时期没有事项", "nothing falls into the period");
    }
    let heads = heads(
        language,
        ["日期", "事项", "条款", "协议方", "内容", "完成"],
        ["day", "what happens", "clause", "party", "about", "done"],
    );
    let happening = |own: &CalendarEntry| match own.happening {
        "turn" => word(language, "轮值", "turn"),
        "duty" => word(language, "义务", "duty"),
        "hand_over" => word(language, "移交", "hand-over"),
        _ => word(language, "期满", "end"),
    };
    let done = |own: &CalendarEntry| match (own.done, own.late) {
        (Some(true), _) if own.done_late => word(language, "逾期完成", "done late"),
        (Some(true), _) => word(language, "已完成", "done"),
        (_, true) => word(language, "逾期", "late"),
        (Some(false), _) => word(language, "未到期", "not yet"),
        (None, _) => "",
    };
    let rows: Vec<_> = list
        .iter()
        .map(|own| {
            vec![
                own.day.clone(),
                happening(own).to_owned(),
                own.clause.clone().unwrap_or_default(),
                own.party.clone().unwrap_or_default(),
                own.what.clone(),
                done(own).to_owned(),
            ]
        })
        .collect();
    align(&heads, &[false; 6], &rows, context.width(), language)
}

fn balances(list: &[Balance], context: &Context) -> String {
    let language = context.language;
    let heads = heads(
        language,
        ["应付方", "应收方", "货币", "应付", "已付", "冲销", "欠款", "未到期", "多付"],
        ["debtor", "creditor", "currency", "due", "paid", "released", "arrears", "not yet due", "credit"],
    );
    let rows: Vec<_> = list
        .iter()
        .map(|own| {
            [
                &own.debtor,
                &own.creditor,
                &own.currency,
                &own.due,
                &own.paid,
                &own.released,
                &own.arrears,
                &own.not_yet_due,
                &own.credit,
            ]
            .map(Clone::clone)
            .to_vec()
        })
        .collect();
    let right = [false, false, false, true, true, true, true, true, true];
    align(&heads, &right, &rows, context.width(), language)
}

pub fn owe(list: &[Obligation], context: &Context) -> String {
    let language = context.language;
    let heads = heads(
        language,
        ["记录", "条款", "时期", "应付方", "应收方", "应付", "已付", "欠款", "到期日", "执行方", "理由"],
        [
            "record",
            "clause",
            "period",
            "debtor",
            "creditor",
            "due",
            "paid",
            "arrears",
            "due day",
            "carried out by",
            "why",
        ],
    );
    let rows: Vec<_> = list
        .iter()
        .map(|own| {
            let executors: Vec<&str> = own.payments.iter().filter_map(|paid| paid.executor.as_deref()).collect();
            vec![
                own.record.to_string(),
                own.clause.clone(),
                own.period.clone(),
                own.debtor.clone(),
                own.creditor.clone(),
                format!("{} {}", own.due, own.currency),
                own.paid.clone(),
                own.arrears.clone(),
                own.due_day.clone(),
                executors.join(word(language, "、", ", ")),
                own.why.as_ref().map(|why| why.get(language).to_owned()).unwrap_or_default(),
            ]
        })
        .collect();
    let right = [true, false, false, false, false, true, true, true, false, false, false];
    align(&heads, &right, &rows, context.width(), language)
}

pub fn cleared(clearing: &ClearingView, context: &Context) -> String {
    let language = context.language;
    if clearing.positions.is_empty() {
        return say!(language, "没有未清的欠款", "nothing is open");
    }
    let names = heads(
        language,
        ["协议方", "货币", "应收未收", "应付未付", "净额"],
        ["party", "currency", "receivable", "payable", "net"],
    );
    let rows: Vec<_> = clearing
        .positions
        .iter()
        .map(|own| [&own.party, &own.currency, &own.receivable, &own.payable, &own.net].map(Clone::clone).to_vec())
        .collect();
    let mut said = align(&names, &[false, false, true, true, true], &rows, context.width(), language);
    said.push('\n');
    let names = heads(language, ["付款方", "收款方", "货币", "付款额"], ["from", "to", "currency", "amount"]);
    let rows: Vec<_> = clearing
        .payments
        .iter()
        .map(|own| [&own.from, &own.to, &own.currency, &own.amount].map(Clone::clone).to_vec())
        .collect();
    said + &align(&names, &[false, false, false, true], &rows, context.width(), language)
}

pub fn account(statement: &StatementView, context: &Context) -> String {
    let language = context.language;
    let period = statement.period.as_deref().unwrap_or(word(language, "全部时期", "all time"));
    let mut said = say!(
        language,
        "{} 的对账单：{}（{period}）\n",
        "Statement of {}: {} ({period})\n",
        statement.party,
        statement.title.get(language),
    );
    if statement.observation != "observed" {
        said += word(language, "含非实测（假设或推算）数额\n", "some amounts are assumed or estimated, not observed\n");
    }
    let names = heads(
        language,
        ["对方", "货币", "期初", "应收", "应付", "已收", "已付", "更正", "期末"],
        ["partner", "currency", "opening", "receivable", "payable", "received", "paid", "corrected", "closing"],
    );
    let rows: Vec<_> = statement
        .accounts
        .iter()
        .map(|own| {
            [
                &own.partner,
                &own.currency,
                &own.opening,
                &own.receivable,
                &own.payable,
                &own.received,
                &own.paid,
                &own.corrected,
                &own.closing,
            ]
            .map(Clone::clone)
            .to_vec()
        })
        .collect();
    let right = [false, false, true, true, true, true, true, true, true];
    said.push('\n');
    said += &align(&names, &right, &rows, context.width(), language);
    said.push('\n');
    let names = heads(
        language,
        ["记录", "日期", "事项", "对方", "变动", "条款", "时期", "理由"],
        ["record", "day", "what", "partner", "change", "clause", "period", "why"],
    );
    let rows: Vec<_> = statement
        .entries
        .iter()
        .map(|own| {
            vec![
                own.record.to_string(),
                own.day.clone(),
                what(own.what, language).to_owned(),
                own.partner.clone(),
                format!("{} {}", own.change, own.currency),
                own.clause.clone().unwrap_or_default(),
                own.period.clone().unwrap_or_default(),
                own.why.as_ref().map(|why| why.get(language).to_owned()).unwrap_or_default(),
            ]
        })
        .collect();
    said + &align(&names, &[true, false, false, false, true, false, false, false], &rows, context.width(), language)
}

fn what(of: &'static str, language: Language) -> &'static str {
    match of {
        "due" => word(language, "应付", "due"),
        "paid" => word(language, "付款", "paid"),
        "reversed" => word(language, "冲销", "reversed"),
        "undone" => word(language, "撤销", "undone"),
        "passed" => word(language, "承继", "passed on"),
        other => other,
    }
}

pub fn verified(found: &Verification, context: &Context) -> String {
    let language = context.language;
    let mut said = String::new();
    for own in &found.faults {
        said +=
            &say!(language, "{}，记录 {}：{}\n", "{}, record {}: {}\n", own.book, own.record, own.what.get(language),);
    }
    for own in &found.heads {
        said += &format!("{}  {}  {}\n", own.agreement, own.number, own.hash);
    }
    let (books, faults) = (found.heads.len(), found.faults.len());
    said + &if found.sound {
        say!(language, "{books} 份协议，所有记录与写入时一致", "{books} agreements, every record is what was written")
    } else {
        say!(language, "发现 {faults} 处改动", "{faults} changes were found")
    }
}
