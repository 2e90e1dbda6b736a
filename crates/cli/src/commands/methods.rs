//! `liantu methods`

use crate::context::Context;
use crate::failure::Failure;
use crate::render::{grid::align, method::page};
use liantu_model::{Language, Method};
use serde::Serialize;

/// What is typed.
#[derive(clap::Args)]
pub struct Methods {
    /// A method by its id or another name, or a word to look for
    pub word: Option<String>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Listed {
    methods: Vec<&'static Method>,
}

pub fn execute(context: &Context, arguments: &Methods) -> Result<(), Failure> {
    let all: Vec<&'static Method> = liantu_engine::methods().collect();
    let Some(word) = arguments.word.as_deref() else {
        return context.answer(&Listed { methods: all }, |listed| list(&listed.methods, context));
    };
    if let Some(method) =
        liantu_engine::method(word).or_else(|| all.iter().copied().find(|method| is_titled(method, word)))
    {
        return context.answer(method, |method| page(method, context.language));
    }
    let methods: Vec<_> = all.into_iter().filter(|method| speaks_of(method, word)).collect();
    if methods.is_empty() {
        return Err(Failure::Unknown { word: word.to_owned(), list: "methods" });
    }
    context.answer(&Listed { methods }, |listed| list(&listed.methods, context))
}

fn is_titled(method: &Method, word: &str) -> bool {
    method.title.zh == word || method.title.en.eq_ignore_ascii_case(word)
}

fn speaks_of(method: &Method, word: &str) -> bool {
    let word = word.to_lowercase();
    let texts = [method.id, method.title.zh, method.title.en, method.question.zh, method.question.en, method.study];
    texts.into_iter().chain(method.aliases.iter().copied()).any(|text| text.to_lowercase().contains(&word))
}

fn list(methods: &[&Method], context: &Context) -> String {
    let language = context.language;
    let heads = match language {
        Language::Zh => ["方法", "名称", "回答的问题"],
        Language::En => ["method", "title", "question"],
    };
    let texts = methods.iter().map(|method| [method.id, method.title.get(language), method.question.get(language)]);
    let rows: Vec<_> = texts.map(|row| row.map(str::to_owned).to_vec()).collect();
    align(&heads.map(str::to_owned), &[false; 3], &rows, context.width(), language)
}
