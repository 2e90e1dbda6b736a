//! SQL that reads. What a statement may do is decided by what it was parsed to, never by its text.

use crate::error::{Result, WorkspaceError};
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

/// How deep the tree of a query may get. The threads that plan queries have the stack for it, and planning, part of which
/// takes time in the square of the depth, stays within seconds.
const DEPTH: usize = 2_000;

/// The plan of the one statement in `query`, if all it does is read.
pub(crate) async fn plan(context: &SessionContext, query: &str) -> Result<LogicalPlan> {
    let dialect = GenericDialect {};
    let found = depth(query);
    if found > DEPTH {
        return Err(WorkspaceError::TooComplex { found, limit: DEPTH });
    }
    let mut statements = DFParserBuilder::new(query).with_dialect(&dialect).build()?.parse_statements()?;
    let (Some(statement), true) = (statements.pop_front(), statements.is_empty()) else {
        return Err(WorkspaceError::NotReadOnly);
    };
    if !reads(&statement) {
        return Err(WorkspaceError::NotReadOnly);
    }
    let plan = context.state().statement_to_plan(statement).await?;
    // Catches what hides inside a query, such as SELECT … INTO.
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    options.verify_plan(&plan).map_err(|_| WorkspaceError::NotReadOnly)?;
    Ok(plan)
}

fn reads(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(statement) => sql_reads(statement),
        Statement::Explain(explain) => reads(&explain.statement),
        Statement::CreateExternalTable(_) | Statement::CopyTo(_) | Statement::Reset(_) => false,
    }
}

fn sql_reads(statement: &ast::Statement) -> bool {
    match statement {
        ast::Statement::Query(_)
        | ast::Statement::ExplainTable { .. }
        | ast::Statement::ShowVariable { .. }
        | ast::Statement::ShowTables { .. }
        | ast::Statement::ShowColumns { .. }
        | ast::Statement::ShowFunctions { .. } => true,
        ast::Statement::Explain { statement, .. } => sql_reads(statement),
        _ => false,
    }
}

/// A bound of the depth of the tree that `query` is parsed to: what is open at once, brackets and chains such as
/// `1 + 1 + 1`. The parser bounds the first but not the second, and everything after it recurses over both. Lists are
/// flat, however long.
fn depth(query: &str) -> usize {
    // A text without tokens is refused by the parser.
    let tokens = Tokenizer::new(&GenericDialect {}, query).tokenize().unwrap_or_default();
    let (mut chains, mut depth, mut deepest) = (vec![0], 0_usize, 0);
    for token in tokens {
        let chain = chains.last_mut().map_or(0, std::mem::take);
        depth -= chain;
        match token {
            Token::Comma | Token::SemiColon => continue,
            Token::RParen | Token::RBracket | Token::RBrace if chains.len() > 1 => {
                chains.pop();
                continue;
            }
            _ => {}
        }
        let adds = usize::from(!matches!(token, Token::Whitespace(_) | Token::Number(..) | Token::Period));
        depth += chain + adds;
        deepest = deepest.max(depth);
        if let Some(last) = chains.last_mut() {
            *last = chain + adds;
        }
        if matches!(token, Token::LParen | Token::LBracket | Token::LBrace) {
            chains.push(0);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_flat_and_chains_are_deep() {
        assert_eq!(depth("1 + 1 + 1"), 2);
        assert_eq!(depth("f(1, 2, 3), g(4)"), 2);
        assert_eq!(depth("((1))"), 2);
        assert_eq!(depth(&"(1, 'a'), ".repeat(1000)), 2);
        assert_eq!(depth(")))"), 3);
        assert_eq!(depth("'unclosed"), 0);
    }
}
