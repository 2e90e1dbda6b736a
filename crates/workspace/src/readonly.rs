//! SQL that reads. What a statement may do is decided by what it was parsed to, never by its text.

use crate::error::{Result, WorkspaceError};
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast;
use datafusion::sql::sqlparser::dialect::GenericDialect;

/// The plan of the one statement in `query`, if all it does is read.
pub(crate) async fn plan(context: &SessionContext, query: &str) -> Result<LogicalPlan> {
    let dialect = GenericDialect {};
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
