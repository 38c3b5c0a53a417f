//! The rows that some work left in a database, and the same rows written bare: plain inserts with prepared statements
//! into tables and indexes of the same definition.

use std::collections::BTreeMap;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, Result, params_from_iter};

/// Rows by table, as they were added between two looks.
pub type Rows = BTreeMap<String, Vec<Vec<Cell>>>;

/// Tables, and the rows they hold by their whole content.
#[derive(Default)]
pub struct Watch {
    seen: BTreeMap<String, std::collections::BTreeSet<String>>,
}

impl Watch {
    /// Rows that are new since the last look.
    pub fn look(&mut self, conn: &Connection) -> Result<Rows> {
        let mut added = Rows::new();
        for table in tables(conn)? {
            let seen = self.seen.entry(table.clone()).or_default();
            let mut statement = conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let cells: Vec<Cell> = (0..columns).map(|at| row.get(at)).collect::<Result<_>>()?;
                if seen.insert(format!("{cells:?}")) {
                    added.entry(table.clone()).or_default().push(cells);
                }
            }
        }
        Ok(added)
    }
}

fn tables(conn: &Connection) -> Result<Vec<String>> {
    conn.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

/// Creates the tables and indexes of another database.
pub fn same_schema(from: &Connection, to: &Connection) -> Result<()> {
    let statements: Vec<String> = from
        .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    // Tables before indexes: `table` sorts after `index`.
    statements.iter().filter(|sql| !sql.contains("sqlite_")).try_for_each(|sql| to.execute_batch(sql))
}

/// Writes the rows in one transaction. A row whose key stands already (a counter) replaces it.
pub fn write(conn: &mut Connection, rows: &Rows) -> Result<()> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (table, rows) in rows {
        for row in rows {
            let marks = vec!["?"; row.len()].join(", ");
            tx.prepare_cached(&format!("INSERT OR REPLACE INTO \"{table}\" VALUES ({marks})"))?
                .execute(params_from_iter(row))?;
        }
    }
    tx.commit()
}
