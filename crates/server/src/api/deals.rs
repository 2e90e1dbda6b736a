//! Agreements that are kept: text, signatures, settlement, payments, statements; and what became of matches.

use super::methods::AtValue;
use super::{PeriodText, SomeText};
use crate::Door;
use crate::problem::{BODY, Fault, PARAMETER};
use crate::reply::{json, large_json};
use crate::request::{Body, Name, Pairs, Parameters, Query, Whole};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use liantu_engine::{
    CalendarEntry, Candidate, CandidateStatus, DealCheck, DealInfo, DealTemplate, DealView, GivenFact, Obligation,
    Payment, Settlement, StatementView, Verification,
};
use liantu_model::{Period, Words};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

fn day(field: &str, text: Option<&str>) -> Result<Option<Date>, Fault> {
    let expected = || Words::new("日期，如 2026-11-22", "a day such as 2026-11-22");
    text.map(|text| text.parse().map_err(|_| no_such(field, text, expected()))).transpose()
}

fn period(field: &str, text: &str) -> Result<Period, Fault> {
    let expected = || Words::new("时期，如 2023、2023-05、2023-Q1", "a period such as 2023, 2023-05, 2023-Q1");
    text.parse().map_err(|_| no_such(field, text, expected()))
}

/// A text that looks like a day or period and is none.
fn no_such(field: &str, text: &str, expected: Words) -> Fault {
    Fault::wrong(&BODY, "body", field, text, expected).status(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The agreements in the ledger
#[utoipa::path(get, path = "/deals", tag = "deals", responses((status = 200, body = Vec<DealInfo>)))]
pub(super) async fn list(State(door): State<Door>, _: Query<()>) -> Result<Response, Fault> {
    large_json(door.engine.deals(door.port()).await?).await
}

/// An agreement as a text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DealText {
    /// The agreement (TOML).
    #[schema(min_length = 1, max_length = 900_000)]
    text: String,
    /// Who brings it.
    #[serde(default)]
    #[schema(max_length = 200)]
    by: Option<String>,
}

/// Keep a new agreement
///
/// It is in force when every party has signed; accounts (funds, pools, escrow) do not sign.
#[utoipa::path(post, path = "/deals", tag = "deals", request_body = DealText, responses((status = 201, body = DealView)))]
pub(super) async fn add(
    State(door): State<Door>,
    _: Query<()>,
    Body(request): Body<DealText>,
) -> Result<Response, Fault> {
    let deal = door.engine.add_deal(door.port(), &request.text, request.by.as_deref()).await?;
    Ok((StatusCode::CREATED, large_json(deal).await?).into_response())
}

/// A text to be checked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TextToCheck {
    /// The agreement (TOML).
    #[schema(max_length = 900_000)]
    text: String,
}

/// Check the text of an agreement
///
/// Nothing is kept. Findings have line and column; the audit says what keeps an agreement and is missing.
#[utoipa::path(post, path = "/deals/check", tag = "deals", request_body = TextToCheck, responses((status = 200, body = DealCheck)))]
pub(super) async fn check(_: Query<()>, Body(request): Body<TextToCheck>) -> Result<Response, Fault> {
    if request.text.chars().count() > 900_000 {
        return Err(Fault::new(
            StatusCode::BAD_REQUEST,
            &BODY,
            Words::new("正文 `text`：至多 900000 个字符", "body `text`: at most 900000 characters"),
        ));
    }
    let checked = tokio::task::spawn_blocking(move || liantu_engine::check_deal("agreement.toml", &request.text)).await;
    Ok(json(&checked.map_err(|error| Fault::internal(&error))?))
}

/// Texts to start from
#[utoipa::path(get, path = "/deals/templates", tag = "deals", responses((status = 200, body = Vec<DealTemplate>)))]
pub(super) async fn templates(_: Query<()>) -> Response {
    json(&liantu_engine::deal_templates())
}

/// The JSON schema of an agreement
#[utoipa::path(get, path = "/deals/schema", tag = "deals",
    responses((status = 200, body = Object, description = "JSON Schema 2020-12 of the TOML text")))]
pub(super) async fn schema(_: Query<()>) -> Response {
    json(&liantu_engine::deal_schema())
}

/// One agreement
///
/// Its text, versions and signatures, clauses, what it lacks, who owes whom what, what was entered by hand.
#[utoipa::path(get, path = "/deals/{id}", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    responses((status = 200, body = DealView)))]
pub(super) async fn one(State(door): State<Door>, Name(id): Name, _: Query<()>) -> Result<Response, Fault> {
    large_json(door.engine.deal(door.port(), &id).await?).await
}

/// Which version of a text is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct VersionParameter {
    /// The version, from 1.
    #[param(value_type = u32, minimum = 1, maximum = 1_000_000)]
    version: u32,
}

impl Parameters for VersionParameter {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let expected = || Words::new("版本号", "the number of a version");
        let version = pairs.number("version", 1..=1_000_000)?.and_then(|number| number.try_into().ok());
        let version = version.ok_or_else(|| Fault::wrong(&PARAMETER, "query", "version", "", expected()))?;
        Ok(Self { version })
    }
}

/// The text of a version.
#[derive(Serialize, ToSchema)]
pub(super) struct VersionText {
    /// The version.
    version: u32,
    /// The text (TOML).
    text: String,
}

/// The text of a version
#[utoipa::path(get, path = "/deals/{id}/text", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian"), VersionParameter),
    responses((status = 200, body = VersionText)))]
pub(super) async fn text(
    State(door): State<Door>,
    Name(id): Name,
    Query(asked): Query<VersionParameter>,
) -> Result<Response, Fault> {
    let version = asked.version;
    Ok(json(&VersionText { version, text: door.engine.deal_text(door.port(), &id, version).await? }))
}

/// A new version of an agreement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVersion {
    /// The whole text (TOML), with its amendments.
    #[schema(min_length = 1, max_length = 900_000)]
    text: String,
    /// The day from which this text is the one to settle by; that of the agreement's start by default.
    #[serde(default)]
    #[schema(format = "date")]
    valid_from: Option<String>,
    /// Who brings it.
    #[serde(default)]
    #[schema(max_length = 200)]
    by: Option<String>,
}

/// Bring a new version
///
/// The version before stays in force until every party has signed the new one.
#[utoipa::path(post, path = "/deals/{id}/amend", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    request_body = NewVersion, responses((status = 200, body = DealView)))]
pub(super) async fn amend(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(request): Body<NewVersion>,
) -> Result<Response, Fault> {
    let from = day("valid_from", request.valid_from.as_deref())?;
    large_json(door.engine.amend_deal(door.port(), &id, &request.text, from, request.by.as_deref()).await?).await
}

/// A signature.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignRequest {
    /// The party.
    party: String,
    /// Who signs for it.
    #[schema(min_length = 1, max_length = 200)]
    signatory: String,
    /// The version; the last one by default.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1)]
    version: Option<Whole>,
}

/// Sign for a party
///
/// A signature covers the version and every record before it. Parties may sign at once and in any order; each once.
#[utoipa::path(post, path = "/deals/{id}/sign", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    request_body = SignRequest, responses((status = 200, body = DealView)))]
pub(super) async fn sign(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(request): Body<SignRequest>,
) -> Result<Response, Fault> {
    let version = request.version.map(|Whole(version)| u32::try_from(version).unwrap_or(u32::MAX));
    large_json(door.engine.sign_deal(door.port(), &id, &request.party, &request.signatory, version).await?).await
}

/// An amount that clauses divide.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FactRequest {
    /// The party that collected, paid or lost it.
    party: String,
    /// The item that a clause names.
    item: String,
    /// The period.
    #[schema(
        pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4]|-H[12])?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|\.\.))?$",
        example = "2023"
    )]
    period: String,
    /// How much, with its unit: `100 万元`, `1200 tce`.
    #[schema(examples("100 万元"))]
    amount: String,
    /// Firm or project.
    #[serde(default)]
    actor: Option<String>,
    /// `observed`, `estimated` or `simulated`; observed by default.
    #[serde(default)]
    observation: Option<String>,
    /// What has to be said of it: that it is assumed, where it comes from.
    #[serde(default)]
    note: Option<String>,
}

/// Amounts to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FactsRequest {
    /// The amounts.
    #[schema(max_items = 10_000)]
    facts: Vec<FactRequest>,
}

/// Enter amounts by hand
///
/// They count beside the rows of the table `agreement_fact`. One for the same party, item, actor and period replaces the one before, which stays on record.
#[utoipa::path(post, path = "/deals/{id}/facts", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    request_body = FactsRequest, responses((status = 200, body = DealView)))]
pub(super) async fn facts(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(request): Body<FactsRequest>,
) -> Result<Response, Fault> {
    let given = |own: FactRequest| GivenFact {
        party: own.party,
        item: own.item,
        period: own.period,
        amount: own.amount,
        actor: own.actor,
        observation: own.observation,
        note: own.note,
    };
    let facts: Vec<GivenFact> = request.facts.into_iter().map(given).collect();
    large_json(door.engine.enter_facts(door.port(), &id, &facts).await?).await
}

/// What is settled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SettleRequest {
    /// Up to the end of this period.
    #[schema(
        pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4]|-H[12])?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|\.\.))?$",
        example = "2023"
    )]
    until: String,
    /// One agreement; all that are in force by default.
    #[serde(default)]
    agreement: Option<String>,
    /// State of the workspace whose table `agreement_fact` is read; the newest revision by default.
    #[serde(default)]
    at: Option<AtValue>,
}

/// Settle
///
/// In one transaction: all of it or nothing. A second time nothing is appended. What changed since is corrected by reversal.
#[utoipa::path(post, path = "/deals/settle", tag = "deals", request_body = SettleRequest, responses((status = 200, body = Settlement)))]
pub(super) async fn settle(
    State(door): State<Door>,
    _: Query<()>,
    Body(request): Body<SettleRequest>,
) -> Result<Response, Fault> {
    let at = AtValue::read(request.at.as_ref())?;
    let until = period("until", &request.until)?;
    large_json(door.engine.settle_deals(door.port(), &at, request.agreement.as_deref(), until).await?).await
}

/// A payment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PayRequest {
    /// Who pays.
    from: String,
    /// To whom.
    to: String,
    /// How much, with its unit: `100 万元`.
    #[schema(examples("100 万元"))]
    amount: String,
    /// The day on which it was made; today by default.
    #[serde(default)]
    #[schema(format = "date")]
    day: Option<String>,
    /// The clause it is for; the oldest obligations by default.
    #[serde(default)]
    clause: Option<String>,
    /// Who carried it out.
    #[serde(default)]
    executor: Option<String>,
}

/// Record a payment
///
/// It goes to the oldest obligations; what is left over is a credit.
#[utoipa::path(post, path = "/deals/{id}/pay", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    request_body = PayRequest, responses((status = 200, body = DealView)))]
pub(super) async fn pay(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(request): Body<PayRequest>,
) -> Result<Response, Fault> {
    let payment = Payment {
        day: day("day", request.day.as_deref())?,
        from: request.from,
        to: request.to,
        amount: request.amount,
        clause: request.clause,
        executor: request.executor,
    };
    large_json(door.engine.pay_deal(door.port(), &id, &payment).await?).await
}

/// What is undone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReverseRequest {
    /// Number of the record: an obligation, a payment or an amount that was entered.
    #[schema(value_type = u64, minimum = 1, maximum = 1_000_000_000)]
    record: Whole,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Undo a record
///
/// Nothing is deleted: a reversal with its reason is appended.
#[utoipa::path(post, path = "/deals/{id}/reverse", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    request_body = ReverseRequest, responses((status = 200, body = DealView)))]
pub(super) async fn reverse(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(request): Body<ReverseRequest>,
) -> Result<Response, Fault> {
    let Whole(record) = request.record;
    large_json(door.engine.reverse_deal(door.port(), &id, record, &request.reason).await?).await
}

/// What is drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DrawRequest {
    /// The clause of the bond.
    #[schema(min_length = 1, max_length = 200)]
    bond: String,
    /// Who decided it.
    #[schema(min_length = 1, max_length = 200)]
    by: String,
    /// The day; today by default.
    #[serde(default)]
    #[schema(format = "date")]
    day: Option<String>,
}

/// Draw on a bond
///
/// The escrow pays what the party has owed others for longer than the days of grace, oldest first, as far as it holds something. The next settlement asks the party to fill it again.
#[utoipa::path(post, path = "/deals/{id}/draw", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian")),
    request_body = DrawRequest, responses((status = 200, body = DealView)))]
pub(super) async fn draw(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(request): Body<DrawRequest>,
) -> Result<Response, Fault> {
    let day = day("day", request.day.as_deref())?;
    large_json(door.engine.draw_bond(door.port(), &id, &request.bond, &request.by, day).await?).await
}

/// What of a calendar is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CalendarParameters {
    /// The period; the term of the agreement by default, ten years of one without end.
    #[param(value_type = Option<PeriodText>, inline)]
    period: Option<Period>,
    /// What is not done before this day is late; today by default.
    #[param(value_type = Option<String>, format = "date")]
    as_of: Option<Date>,
}

impl Parameters for CalendarParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self { period: pairs.period("period")?, as_of: as_of(pairs)? })
    }
}

/// The calendar of an agreement
///
/// Meetings and duties with whether they were held, turns of the lead, hand-overs, the end of the term.
#[utoipa::path(get, path = "/deals/{id}/calendar", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian"), CalendarParameters),
    responses((status = 200, body = Vec<CalendarEntry>)))]
pub(super) async fn calendar(
    State(door): State<Door>,
    Name(id): Name,
    Query(asked): Query<CalendarParameters>,
) -> Result<Response, Fault> {
    large_json(door.engine.deal_calendar(door.port(), &id, asked.period, asked.as_of).await?).await
}

pub(super) fn as_of(pairs: &mut Pairs) -> Result<Option<Date>, Fault> {
    let read = |text: String| {
        let expected = Words::new("日期，如 2026-11-22", "a day such as 2026-11-22");
        text.parse::<Date>().map_err(|_| Fault::wrong(&PARAMETER, "query", "as_of", &text, expected))
    };
    pairs.text("as_of")?.map(read).transpose()
}

/// Which obligations are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ObligationParameters {
    /// Only those of this party, owing or owed.
    #[param(value_type = Option<SomeText>, inline)]
    party: Option<String>,
    /// As they stood at the end of this day; by everything that is known by default.
    #[param(value_type = Option<String>, format = "date")]
    as_of: Option<Date>,
}

impl Parameters for ObligationParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self { party: pairs.text("party")?, as_of: as_of(pairs)? })
    }
}

/// The obligations of an agreement
///
/// Each explained: clause, version, the amount that was divided, the rule; what was paid of it and by whom.
#[utoipa::path(get, path = "/deals/{id}/obligations", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian"), ObligationParameters),
    responses((status = 200, body = Vec<Obligation>)))]
pub(super) async fn obligations(
    State(door): State<Door>,
    Name(id): Name,
    Query(asked): Query<ObligationParameters>,
) -> Result<Response, Fault> {
    large_json(door.engine.obligations(door.port(), &id, asked.party.as_deref(), asked.as_of).await?).await
}

/// Whose statement, over which period.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StatementParameters {
    /// The party.
    #[param(value_type = SomeText, inline)]
    party: String,
    /// The period; all time by default.
    #[param(value_type = Option<PeriodText>, inline)]
    period: Option<Period>,
}

impl Parameters for StatementParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let party = pairs.required("party", || Words::new("协议方", "a party of the agreement"))?;
        Ok(Self { party, period: pairs.period("period")? })
    }
}

/// A party's statement
///
/// Opening, claims, debts, payments, corrections and closing with each other party, and every record behind them.
#[utoipa::path(get, path = "/deals/{id}/statement", tag = "deals",
    params(("id" = inline(SomeText), Path, description = "Identifier of the agreement", example = "suzhou-suqian"), StatementParameters),
    responses((status = 200, body = StatementView)))]
pub(super) async fn statement(
    State(door): State<Door>,
    Name(id): Name,
    Query(asked): Query<StatementParameters>,
) -> Result<Response, Fault> {
    large_json(door.engine.deal_statement(door.port(), &id, &asked.party, asked.period).await?).await
}

/// Whether the ledger is what was written
///
/// Every stored record is checked against its hash and the one before; whoever noted the end of a book can compare it.
#[utoipa::path(get, path = "/deals/verification", tag = "deals", responses((status = 200, body = Verification)))]
pub(super) async fn verify(State(door): State<Door>, _: Query<()>) -> Result<Response, Fault> {
    large_json(door.engine.verify_deals(door.port()).await?).await
}

/// Which pairs are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ShortlistParameters {
    /// Only those of this need.
    #[param(value_type = Option<SomeText>, inline)]
    need: Option<String>,
}

impl Parameters for ShortlistParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self { need: pairs.text("need")? })
    }
}

/// What became of matches
#[utoipa::path(get, path = "/shortlist", tag = "deals", params(ShortlistParameters), responses((status = 200, body = Vec<Candidate>)))]
pub(super) async fn shortlist(
    State(door): State<Door>,
    Query(asked): Query<ShortlistParameters>,
) -> Result<Response, Fault> {
    large_json(door.engine.shortlist(door.port(), asked.need.as_deref()).await?).await
}

/// What is said of a pair.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MarkRequest {
    /// The need.
    #[schema(min_length = 1, max_length = 200)]
    need: String,
    /// The offer.
    #[schema(min_length = 1, max_length = 200)]
    offer: String,
    /// Where the pair stands from now on.
    status: CandidateStatus,
    /// Why; an exclusion needs one.
    #[serde(default)]
    #[schema(max_length = 1000)]
    reason: Option<String>,
    /// Who says so.
    #[serde(default)]
    #[schema(max_length = 200)]
    by: Option<String>,
}

/// Mark a pair of need and offer
///
/// An exclusion needs a reason; two meet after they were contacted, form a team after they met, and agree after they were contacted.
#[utoipa::path(post, path = "/shortlist", tag = "deals", request_body = MarkRequest, responses((status = 200, body = Candidate)))]
pub(super) async fn mark(
    State(door): State<Door>,
    _: Query<()>,
    Body(request): Body<MarkRequest>,
) -> Result<Response, Fault> {
    let (pair, reason, by) =
        ((request.need.as_str(), request.offer.as_str()), request.reason.as_deref(), request.by.as_deref());
    Ok(json(&door.engine.mark_match(door.port(), pair, request.status, reason, by).await?))
}
