//! The text of a rule cut into words, numbers and signs.

use super::error::{RuleError, Trouble};
use super::{Comparison, Operator, Span};
use liantu_model::Words;

/// A piece of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word without quotes.
    Word(String),
    /// A name in quotes.
    Quoted(String),
    Number(f64),
    Comparison(Comparison),
    Operator(Operator),
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    End,
}

/// Cuts the text; a full-width sign counts as the plain one.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, RuleError> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        let mut follows = |wanted: char| rest.next_if(|(_, next)| *next == wanted || full(*next) == wanted).is_some();
        let token = match full(character) {
            space if space.is_whitespace() => continue,
            '#' => {
                while rest.next_if(|(_, next)| *next != '\n').is_some() {}
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            '[' | '【' => Token::OpenBracket,
            ']' | '】' => Token::CloseBracket,
            ',' | '、' => Token::Comma,
            '+' => Token::Operator(Operator::Plus),
            '-' | '−' => Token::Operator(Operator::Minus),
            '*' | '×' => Token::Operator(Operator::Times),
            '/' | '÷' => Token::Operator(Operator::Over),
            '≤' => Token::Comparison(Comparison::AtMost),
            '≥' => Token::Comparison(Comparison::AtLeast),
            '≠' => Token::Comparison(Comparison::Other),
            '<' if follows('=') => Token::Comparison(Comparison::AtMost),
            '<' => Token::Comparison(Comparison::Less),
            '>' if follows('=') => Token::Comparison(Comparison::AtLeast),
            '>' => Token::Comparison(Comparison::More),
            '!' if follows('=') => Token::Comparison(Comparison::Other),
            '=' => {
                follows('=');
                Token::Comparison(Comparison::Equal)
            }
            quote @ ('"' | '“' | '”' | '`') => {
                let closes = |next: char| if quote == '`' { next == '`' } else { matches!(next, '"' | '“' | '”') };
                let mut name = String::new();
                while let Some((_, next)) = rest.next_if(|(_, next)| !closes(*next)) {
                    name.push(next);
                }
                if rest.next().is_none() {
                    let expected = Words::new("结束引号", "a closing quotation mark");
                    let trouble = Trouble::Unexpected { found: String::new(), expected, nearest: None };
                    return Err(RuleError::new(text, text.len()..text.len(), trouble));
                }
                Token::Quoted(name)
            }
            digit if digit.is_ascii_digit() => {
                let mut number = String::from(digit);
                while let Some((_, next)) = rest.next_if(|(_, next)| full(*next).is_ascii_digit() || full(*next) == '.')
                {
                    number.push(full(next));
                }
                let end = rest.peek().map_or(text.len(), |(place, _)| *place);
                let Ok(mut value) = number.parse::<f64>() else {
                    let expected = Words::new("数字，如 5、0.3 或 20%", "a number such as 5, 0.3 or 20%");
                    let trouble = Trouble::Unexpected { found: number, expected, nearest: None };
                    return Err(RuleError::new(text, start..end, trouble));
                };
                if rest.next_if(|(_, next)| full(*next) == '%').is_some() {
                    value /= 100.0;
                }
                Token::Number(value)
            }
            first if first.is_alphabetic() || first == '_' => {
                let mut word = String::from(first);
                let inside = |next: char| next.is_alphanumeric() || matches!(next, '_' | '.' | ':');
                while let Some((_, next)) = rest.next_if(|(_, next)| inside(full(*next))) {
                    word.push(full(next));
                }
                Token::Word(word)
            }
            _ => {
                let expected = Words::new("词、数字或符号", "a word, a number or a sign");
                let trouble = Trouble::Unexpected { found: character.to_string(), expected, nearest: None };
                return Err(RuleError::new(text, start..start + character.len_utf8(), trouble));
            }
        };
        let end = rest.peek().map_or(text.len(), |(place, _)| *place);
        found.push((token, start..end));
    }
    found.push((Token::End, text.len()..text.len()));
    Ok(found)
}

/// The plain form of a full-width character.
fn full(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        0x3000 => ' ',
        _ => character,
    }
}
