//! Reading a rule: recursive descent, one function for each line of the grammar.

use super::error::{RuleError, Trouble, nearest};
use super::function::{self, Function, TABLE};
use super::lexer::{Token, tokens};
use super::words::{COMPARISONS, KEYWORDS, Keyword, MEASURES, SOURCES, UNITS, keyword, listed};
use super::{
    Condition, ConditionKind, Grade, Grading, Number, NumberKind, Operator, Reference, Rule, Source, Span, Unit,
};
use liantu_model::Words;

/// Deeper brackets are a mistake, and would cost stack.
const DEEPEST: usize = 100;
/// Longer rules are a mistake.
const LONGEST: usize = 10_000;

/// Reads a rule.
pub fn parse(text: &str) -> Result<Rule, RuleError> {
    if text.len() > LONGEST {
        let words = Words::new(format!("规则长于 {LONGEST} 字节"), format!("the rule is longer than {LONGEST} bytes"));
        return Err(RuleError::new(text, 0..0, Trouble::Meaning(words)));
    }
    let mut parser = Parser { text, tokens: tokens(text)?, place: 0, depth: 0 };
    let rule = parser.rule()?;
    check(text, &rule)?;
    Ok(rule)
}

/// What grammar does not say.
fn check(text: &str, rule: &Rule) -> Result<(), RuleError> {
    let meaning = |span: Span, zh: &str, en: &str| RuleError::new(text, span, Trouble::Meaning(Words::new(zh, en)));
    let references = rule.references();
    let Some((_, _)) = references.first() else {
        return Err(meaning(rule.condition.span.clone(), "规则没有提到任何序列", "the rule names no series"));
    };
    let flow = references.iter().find(|(reference, _)| reference.source == Source::Flow);
    let other = references.iter().find(|(reference, _)| reference.source != Source::Flow);
    if let (Some(_), Some((_, span))) = (flow, other) {
        return Err(meaning(
            span.clone(),
            "flow 关乎两地，指标与 inflow、outflow 关乎一地，不能写进同一规则；一地的流量请用 inflow 或 outflow",
            "flow is about two places, an indicator, inflow or outflow about one: they make no one rule; for the flows of one place take inflow or outflow",
        ));
    }
    if rule.grading == Grading::Fixed(Grade::Red)
        && let Some(span) = rule.condition.missing()
    {
        return Err(meaning(
            span,
            "红色预警不得以缺失的时期为据；missing 可用于橙色及以下",
            "a red alert never rests on a missing step; missing may stand in an orange rule or a milder one",
        ));
    }
    Ok(())
}

impl Condition {
    /// Where the condition asks whether something is missing.
    pub(super) fn missing(&self) -> Option<Span> {
        match &self.kind {
            ConditionKind::Missing(_) => Some(self.span.clone()),
            ConditionKind::Compare(..) => None,
            ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().find_map(Self::missing),
            ConditionKind::Not(inner) | ConditionKind::Lasting { inner, .. } => inner.missing(),
        }
    }
}

/// What brackets may hold.
enum Item {
    Number(Number),
    Condition(Condition),
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<(Token, Span)>,
    place: usize,
    depth: usize,
}

type Read<T> = Result<T, RuleError>;

impl Parser<'_> {
    fn rule(&mut self) -> Read<Rule> {
        self.take(Keyword::Alert);
        let grading = self.grading()?;
        self.must(Keyword::When, "“当”", "\"when\"")?;
        let item = self.any()?;
        let condition = self.condition(item)?;
        let (mut raise, mut lower) = (2, 3);
        loop {
            if self.take(Keyword::Raise) {
                raise = self.after()?;
            } else if self.take(Keyword::Lower) {
                lower = self.after()?;
            } else if *self.peek() == Token::Comma {
                self.place += 1;
            } else {
                break;
            }
        }
        if *self.peek() != Token::End {
            let words = ["and", "or", "for", "raise", "lower", "且", "或", "持续", "发布", "解除"];
            return Err(self.unexpected(
                "“且”“或”“持续”“发布”“解除”或规则结束",
                "\"and\", \"or\", \"for\", \"raise\", \"lower\" or the end of the rule",
                words,
            ));
        }
        Ok(Rule { text: self.text.to_owned(), grading, condition, raise, lower })
    }

    fn grading(&mut self) -> Read<Grading> {
        if self.take(Keyword::Graded) {
            self.sign(&Token::Open, "（", "(")?;
            let likelihood = self.number()?;
            self.sign(&Token::Comma, "，", ",")?;
            let impact = self.number()?;
            self.sign(&Token::Close, "）", ")")?;
            return Ok(Grading::Graded(Box::new([likelihood, impact])));
        }
        if let Token::Word(word) = self.peek()
            && let Some(grade) = Grade::parse(word)
        {
            self.place += 1;
            return Ok(Grading::Fixed(grade));
        }
        let words =
            ["alert", "blue", "yellow", "orange", "red", "graded", "预警", "蓝色", "黄色", "橙色", "红色", "分级"];
        Err(self.unexpected(
            "等级：蓝色、黄色、橙色、红色或“分级(可能性, 影响)”",
            "a grade: blue, yellow, orange, red or graded(likelihood, impact)",
            words,
        ))
    }

    /// `after n`.
    fn after(&mut self) -> Read<usize> {
        self.take(Keyword::After);
        let (count, _) = self.count()?;
        if let Token::Word(word) = self.peek()
            && listed(UNITS, word).is_some()
        {
            self.place += 1;
        }
        Ok(count)
    }

    fn any(&mut self) -> Read<Item> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.meaning(
                self.span(),
                &format!("括号多于 {DEEPEST} 层"),
                &format!("brackets are more than {DEEPEST} deep"),
            ));
        }
        let first = self.both()?;
        let mut item = self.joined(first, Keyword::Or, Self::both, ConditionKind::Any)?;
        if let (Item::Condition(_), true) = (&item, self.take(Keyword::For)) {
            let inner = self.condition(item)?;
            item = Item::Condition(self.lasting(inner)?);
            if matches!(self.keyword(), Some(Keyword::And | Keyword::Or | Keyword::For)) {
                return Err(self.meaning(
                    self.span(),
                    "“持续”管到它之前的全部条件，其后不能再接条件：请把带“持续”的部分放入括号，如（甲 < 4 持续 2 年）且 乙 > 0",
                    "\"for\" is about the whole condition before it, and nothing is joined on after it: put the part with \"for\" into brackets, as in (a < 4 for 2 years) and b > 0",
                ));
            }
        }
        self.depth -= 1;
        Ok(item)
    }

    fn both(&mut self) -> Read<Item> {
        let first = self.single()?;
        self.joined(first, Keyword::And, Self::single, ConditionKind::All)
    }

    fn joined(
        &mut self,
        first: Item,
        word: Keyword,
        next: fn(&mut Self) -> Read<Item>,
        kind: fn(Vec<Condition>) -> ConditionKind,
    ) -> Read<Item> {
        if self.keyword() != Some(word) {
            return Ok(first);
        }
        let mut parts = vec![self.condition(first)?];
        while self.take(word) {
            let item = next(self)?;
            parts.push(self.condition(item)?);
        }
        let span = parts[0].span.start..parts[parts.len() - 1].span.end;
        Ok(Item::Condition(Condition { span, kind: kind(parts) }))
    }

    /// `k of n unit`, `n unit 中 k unit`, or `n unit`.
    fn lasting(&mut self, inner: Condition) -> Read<Condition> {
        let (first, span) = self.count()?;
        let (least, of, unit) = if self.take(Keyword::Of) {
            let (of, _) = self.count()?;
            (first, of, self.unit()?.0)
        } else {
            let (unit, of_which) = self.unit()?;
            if of_which || self.take(Keyword::Of) {
                let (least, _) = self.count()?;
                if let Token::Word(word) = self.peek()
                    && listed(UNITS, word) == Some(unit)
                {
                    self.place += 1;
                }
                (least, first, unit)
            } else {
                (first, first, unit)
            }
        };
        if least > of {
            return Err(self.meaning(
                span,
                &format!("{of} 期中不会有 {least} 期"),
                &format!("there are no {least} in {of}"),
            ));
        }
        let span = inner.span.start..self.tokens[self.place - 1].1.end;
        Ok(Condition { span, kind: ConditionKind::Lasting { inner: Box::new(inner), least, of, unit } })
    }

    /// A unit, and whether "of which" was written onto it (月中).
    fn unit(&mut self) -> Read<(Unit, bool)> {
        if let Token::Word(word) = self.peek() {
            let (plain, of_which) = word.strip_suffix('中').map_or((word.as_str(), false), |plain| (plain, true));
            if let Some(unit) = listed(UNITS, plain) {
                self.place += 1;
                return Ok((unit, of_which));
            }
        }
        let words = UNITS.iter().map(|(word, _)| *word);
        Err(self.unexpected(
            "“期”“月”“季”“年”，或“中”",
            "\"periods\", \"months\", \"quarters\", \"years\" or \"of\"",
            words,
        ))
    }

    /// A whole number above zero.
    fn count(&mut self) -> Read<(usize, Span)> {
        let span = self.span();
        match self.peek() {
            Token::Number(value) if value.fract() == 0.0 && (1.0..=1e6).contains(value) => {
                let count = function::whole(*value);
                self.place += 1;
                Ok((count, span))
            }
            _ => Err(self.unexpected("大于零的整数", "a whole number above zero", [])),
        }
    }

    fn single(&mut self) -> Read<Item> {
        let start = self.span().start;
        if self.take(Keyword::Not) {
            self.depth += 1;
            let item = if self.depth > DEEPEST {
                return Err(self.meaning(start..start, "“非”太多", "too many times \"not\""));
            } else {
                self.single()?
            };
            self.depth -= 1;
            let inner = self.condition(item)?;
            let span = start..inner.span.end;
            return Ok(Item::Condition(Condition { span, kind: ConditionKind::Not(Box::new(inner)) }));
        }
        let left = self.sum()?;
        let comparison = match self.peek() {
            Token::Comparison(comparison) => Some(*comparison),
            Token::Word(word) => listed(COMPARISONS, word),
            _ => None,
        };
        let Some(comparison) = comparison else { return Ok(left) };
        let left = self.as_number(left)?;
        self.place += 1;
        let right = self.sum()?;
        let right = self.as_number(right)?;
        let span = left.span.start..right.span.end;
        let kind = ConditionKind::Compare(Box::new(left), comparison, Box::new(right));
        Ok(Item::Condition(Condition { span, kind }))
    }

    fn number(&mut self) -> Read<Number> {
        let item = self.sum()?;
        self.as_number(item)
    }

    fn sum(&mut self) -> Read<Item> {
        let first = self.product()?;
        self.chain(first, &[Operator::Plus, Operator::Minus], Self::product)
    }

    fn product(&mut self) -> Read<Item> {
        let first = self.signed()?;
        self.chain(first, &[Operator::Times, Operator::Over], Self::signed)
    }

    fn chain(&mut self, first: Item, signs: &[Operator], next: fn(&mut Self) -> Read<Item>) -> Read<Item> {
        let mut item = first;
        while let Token::Operator(operator) = *self.peek()
            && signs.contains(&operator)
        {
            let left = self.as_number(item)?;
            self.place += 1;
            let right = next(self)?;
            let right = self.as_number(right)?;
            let span = left.span.start..right.span.end;
            item = Item::Number(Number { span, kind: NumberKind::Binary(Box::new(left), operator, Box::new(right)) });
        }
        Ok(item)
    }

    fn signed(&mut self) -> Read<Item> {
        let start = self.span().start;
        if *self.peek() != Token::Operator(Operator::Minus) {
            return self.primary();
        }
        self.place += 1;
        let item = self.primary()?;
        let inner = self.as_number(item)?;
        let span = start..inner.span.end;
        Ok(Item::Number(Number { span, kind: NumberKind::Negative(Box::new(inner)) }))
    }

    fn primary(&mut self) -> Read<Item> {
        let span = self.span();
        match self.peek().clone() {
            Token::Number(value) => {
                self.place += 1;
                Ok(Item::Number(Number { span, kind: NumberKind::Constant(value) }))
            }
            Token::Quoted(name) => {
                self.place += 1;
                let reference = Reference { source: Source::Indicator, name, item: None };
                Ok(Item::Number(Number { span, kind: NumberKind::Series(reference) }))
            }
            Token::Open => {
                self.place += 1;
                let item = self.any()?;
                self.sign(&Token::Close, "）", ")")?;
                Ok(item)
            }
            Token::Word(word) => self.named(&word, span),
            _ => Err(self.operand()),
        }
    }

    fn operand(&self) -> RuleError {
        let words = TABLE
            .iter()
            .flat_map(|row| [row.names.en, row.names.zh])
            .chain(SOURCES.iter().map(|(word, _)| *word))
            .chain(["not", "missing", "非", "缺失"]);
        self.unexpected("数字、序列、函数或括号", "a number, a series, a function or a bracket", words)
    }

    fn named(&mut self, word: &str, span: Span) -> Read<Item> {
        let follows = self.tokens[self.place + 1].0.clone();
        if keyword(word) == Some(Keyword::Missing) && follows == Token::Open {
            self.place += 2;
            let inner = self.number()?;
            self.sign(&Token::Close, "）", ")")?;
            let span = span.start..self.tokens[self.place - 1].1.end;
            return Ok(Item::Condition(Condition { span, kind: ConditionKind::Missing(Box::new(inner)) }));
        }
        match follows {
            Token::Open => {
                let Some(function) = Function::parse(word) else {
                    let words = TABLE.iter().flat_map(|row| [row.names.en, row.names.zh]).chain(["missing", "缺失"]);
                    return Err(self.unexpected("函数", "a function", words));
                };
                self.place += 2;
                self.call(function, span)
            }
            Token::OpenBracket => {
                let Some(source) = listed(SOURCES, word) else {
                    let words = SOURCES.iter().map(|(word, _)| *word);
                    return Err(self.unexpected("指标、流量、流入或流出", "indicator, flow, inflow or outflow", words));
                };
                self.place += 2;
                self.series(source, span)
            }
            _ if keyword(word).is_some() || listed(COMPARISONS, word).is_some() => Err(self.operand()),
            _ => {
                self.place += 1;
                let reference = Reference { source: Source::Indicator, name: word.to_owned(), item: None };
                Ok(Item::Number(Number { span, kind: NumberKind::Series(reference) }))
            }
        }
    }

    fn series(&mut self, source: Source, span: Span) -> Read<Item> {
        let name = match self.peek().clone() {
            Token::Word(name) | Token::Quoted(name) if source == Source::Indicator => name,
            Token::Word(name) if listed(MEASURES, &name).is_some() => {
                listed(MEASURES, &name).unwrap_or("value").to_owned()
            }
            _ if source == Source::Indicator => {
                return Err(self.unexpected("指标名称", "the name of an indicator", []));
            }
            _ => {
                let words = MEASURES.iter().map(|(word, _)| *word);
                return Err(self.unexpected("金额、数量或单价", "value, quantity or unit_value", words));
            }
        };
        self.place += 1;
        let mut item = None;
        if source != Source::Indicator && *self.peek() == Token::Comma {
            self.place += 1;
            item = Some(match self.peek().clone() {
                Token::Word(name) | Token::Quoted(name) => name,
                Token::Number(_) => self.text[self.span()].trim().to_owned(),
                _ => return Err(self.unexpected("商品或内容", "an item", [])),
            });
            self.place += 1;
        }
        self.sign(&Token::CloseBracket, "]", "]")?;
        let span = span.start..self.tokens[self.place - 1].1.end;
        Ok(Item::Number(Number { span, kind: NumberKind::Series(Reference { source, name, item }) }))
    }

    fn call(&mut self, function: Function, span: Span) -> Read<Item> {
        let inner = self.number()?;
        let signature = function.signature();
        let mut constants = Vec::new();
        while *self.peek() == Token::Comma {
            self.place += 1;
            let Some((name, _, least)) = signature.constants.get(constants.len()) else {
                let found = signature.constants.len();
                return Err(self.meaning(
                    self.span(),
                    &format!("{} 在序列之后最多有 {found} 个常数", signature.names.zh),
                    &format!("{} takes at most {found} constants after the series", signature.names.en),
                ));
            };
            let number = self.number()?;
            let fits = |value: &f64| {
                (*least..=1e6).contains(value) && (value.fract() == 0.0 || function::may_be_fraction(name))
            };
            let Some(value) = function::constant(&number).filter(fits) else {
                return Err(self.meaning(
                    number.span,
                    &format!("{name} 应为不小于 {least} 的整数常数"),
                    &format!("{name} should be a whole constant of at least {least}"),
                ));
            };
            constants.push(value);
        }
        constants.extend(signature.constants[constants.len()..].iter().map(|(_, default, _)| *default));
        self.sign(&Token::Close, "）", ")")?;
        let span = span.start..self.tokens[self.place - 1].1.end;
        Ok(Item::Number(Number { span, kind: NumberKind::Call(function, Box::new(inner), constants) }))
    }

    fn as_number(&self, item: Item) -> Read<Number> {
        match item {
            Item::Number(number) => Ok(number),
            Item::Condition(condition) => Err(self.meaning(
                condition.span,
                "此处应为数值，却是一个条件",
                "a condition stands where a number is expected",
            )),
        }
    }

    fn condition(&self, item: Item) -> Read<Condition> {
        match item {
            Item::Condition(condition) => Ok(condition),
            Item::Number(number) => {
                // What was not read on is more telling than what was.
                let typo = matches!(self.peek(), Token::Word(_)) && number.span.end <= self.span().start;
                if typo {
                    let words = COMPARISONS.iter().map(|(word, _)| *word);
                    return Err(self.unexpected(
                        "比较：<、<=、>、>=、=、!=",
                        "a comparison: <, <=, >, >=, =, !=",
                        words,
                    ));
                }
                Err(self.meaning(
                    number.span,
                    "此处应为条件，却是一个数值：请与某数比较",
                    "a number stands where a condition is expected: compare it with something",
                ))
            }
        }
    }

    fn peek(&self) -> &Token {
        &self.tokens[self.place].0
    }

    fn span(&self) -> Span {
        self.tokens[self.place].1.clone()
    }

    fn keyword(&self) -> Option<Keyword> {
        if let Token::Word(word) = self.peek() { keyword(word) } else { None }
    }

    fn take(&mut self, wanted: Keyword) -> bool {
        let is = self.keyword() == Some(wanted);
        self.place += usize::from(is);
        is
    }

    fn must(&mut self, wanted: Keyword, zh: &str, en: &str) -> Read<()> {
        if self.take(wanted) {
            return Ok(());
        }
        let words = KEYWORDS.iter().filter(|(_, meaning)| *meaning == wanted).map(|(word, _)| *word);
        Err(self.unexpected(zh, en, words))
    }

    fn sign(&mut self, wanted: &Token, zh: &str, en: &str) -> Read<()> {
        if self.peek() == wanted {
            self.place += 1;
            return Ok(());
        }
        Err(self.unexpected(&format!("“{zh}”"), &format!("\"{en}\""), []))
    }

    fn unexpected<'w>(&self, zh: &str, en: &str, words: impl IntoIterator<Item = &'w str>) -> RuleError {
        let span = self.span();
        let found = self.text[span.clone()].trim().to_owned();
        let nearest = if let Token::Word(word) = self.peek() { nearest(word, words).map(str::to_owned) } else { None };
        RuleError::new(self.text, span, Trouble::Unexpected { found, expected: Words::new(zh, en), nearest })
    }

    fn meaning(&self, span: Span, zh: &str, en: &str) -> RuleError {
        RuleError::new(self.text, span, Trouble::Meaning(Words::new(zh, en)))
    }
}

/// The first name of a rule that is not among the indicators there are, with the nearest that is.
pub fn check_names<'n>(rule: &Rule, known: impl Iterator<Item = &'n str> + Clone) -> Result<(), RuleError> {
    let absent = rule.references().into_iter().find(|(reference, _)| {
        reference.source == Source::Indicator && !known.clone().any(|name| name == reference.name)
    });
    let Some((reference, span)) = absent else { return Ok(()) };
    let trouble = Trouble::Unexpected {
        found: reference.name.clone(),
        expected: Words::new("表中的指标", "an indicator of the table"),
        nearest: nearest(&reference.name, known).map(str::to_owned),
    };
    Err(RuleError::new(&rule.text, span, trouble))
}
