//! The `supervisor` command: who signs in to the pages. A password is read from standard input or drawn and printed
//! once; it never stands on a command line, in the log or in the database.

use std::io::{BufRead, Read};

use chaski::record::RecordName;
use serde_json::json;
use zeroize::Zeroizing;

use chaski_service::data::Result;
use chaski_service::storage::supervision::{Account, Supervision};
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_service::web::password::{self, LONGEST, SHORTEST, Weak};

use super::args::{PasswordArgs, SupervisorCommand};
use super::named::{Opened, area_called, find, given, open};
use super::terminal::{list, print_line, wrong};

/// Characters of a login.
const LOGIN: std::ops::RangeInclusive<usize> = 3..=40;

/// Runs the command.
pub(super) async fn run(command: SupervisorCommand) -> Result<()> {
    match command {
        SupervisorCommand::Add { name, place, login, areas, may_export, may_enrol, password } => {
            let Opened { storage, .. } = open(&place)?;
            let name = given("a supervisor", &name)?;
            let login = new_login(&login)?;
            let mut records = Vec::new();
            for area in &areas {
                records.push(area_called(&storage, area).await?);
            }
            if storage.account(&login).await?.is_some() {
                return Err(wrong(format!("{login} signs in already: choose another login")));
            }
            let password = chosen(&login, password)?;
            let password_hash = password::hash(&password.text)?;
            let worker = worker_or_new(&storage, &name).await?;
            let account = Account {
                login,
                worker,
                name,
                password_hash,
                areas: records,
                may_export,
                may_enrol,
                stopped: false,
            };
            storage.add_account(&account).await?;
            print_line(&format!("{} signs in as {}.", account.name, account.login));
            password.tell();
        }
        SupervisorCommand::Password { login, place, password } => {
            let Opened { storage, .. } = open(&place)?;
            let account = known(&storage, &login).await?;
            let password = chosen(&account.login, password)?;
            storage.set_password(&account.login, &password::hash(&password.text)?).await?;
            // Who forgot it has tried it often enough.
            storage.set_failures(&password::failures_of(&account.login), 0, 0).await?;
            print_line(&format!(
                "{} has another password; whoever was signed in as {} no longer is.",
                account.name, account.login
            ));
            password.tell();
        }
        SupervisorCommand::List { place, form } => {
            let Opened { storage, .. } = open(&place)?;
            let names = storage.areas().await?;
            let called = |record: &RecordName| {
                names.iter().find(|(r, ..)| r == record).map(|(_, name, _)| name.clone()).unwrap_or_default()
            };
            let accounts = storage.accounts().await?;
            list(
                form,
                &["login", "name", "areas", "exports", "enrols", "state"],
                accounts.iter().map(|account| {
                    let areas: Vec<String> = account.areas.iter().map(called).collect();
                    let yes = |may: bool| if may { "yes" } else { "no" }.to_owned();
                    let state = if account.stopped { "stopped" } else { "signs in" };
                    (
                        json!({
                            "login": account.login, "name": account.name, "worker": account.worker,
                            "areas": areas, "may_export": account.may_export, "may_enrol": account.may_enrol,
                            "stopped": account.stopped,
                        }),
                        vec![
                            account.login.clone(),
                            account.name.clone(),
                            areas.join(", "),
                            yes(account.may_export),
                            yes(account.may_enrol),
                            state.to_owned(),
                        ],
                    )
                }),
            );
        }
        SupervisorCommand::Stop { login, place } => {
            let Opened { storage, .. } = open(&place)?;
            let account = Account { stopped: true, ..known(&storage, &login).await? };
            storage.set_account(&account).await?;
            print_line(&format!("{} signs in no longer.", account.name));
        }
    }
    Ok(())
}

async fn known(storage: &SqliteStorage, login: &str) -> Result<Account> {
    let account = storage.account(&login.trim().to_lowercase()).await?;
    account.ok_or_else(|| wrong(format!("nobody signs in as {login}: see `supervisor list`")))
}

async fn worker_or_new(storage: &SqliteStorage, name: &str) -> Result<RecordName> {
    let workers = storage.workers().await?;
    if workers.iter().any(|(_, called)| called.to_lowercase() == name.to_lowercase()) {
        return find("worker", name, workers);
    }
    Ok(storage.add_worker(name).await?)
}

fn new_login(text: &str) -> Result<String> {
    let login = text.trim().to_lowercase();
    let signs = login
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte));
    if signs && LOGIN.contains(&login.len()) {
        return Ok(login);
    }
    Err(wrong(format!(
        "{text} cannot be a login: {} to {} small letters, digits, dots or hyphens",
        LOGIN.start(),
        LOGIN.end()
    )))
}

/// A new password.
struct Password {
    text: Zeroizing<String>,
    drawn: bool,
}

impl Password {
    /// Shows a drawn one, once.
    fn tell(&self) {
        if self.drawn {
            print_line(&format!("Password: {}", *self.text));
            print_line(
                "It is shown this once. Hand it over in person; they change it on the page of their name.",
            );
        }
    }
}

fn chosen(login: &str, args: PasswordArgs) -> Result<Password> {
    if !args.password_stdin {
        return Ok(Password { text: Zeroizing::new(password::drawn()?), drawn: true });
    }
    let mut text = Zeroizing::new(String::new());
    let mut bounded = std::io::stdin().lock().take(LONGEST as u64 + 3);
    bounded.read_line(&mut text).map_err(|error| wrong(format!("the password cannot be read: {error}")))?;
    let text = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
    match password::check(login, &text) {
        Ok(()) => Ok(Password { text, drawn: false }),
        Err(Weak::Short) => Err(wrong(format!("a password has at least {SHORTEST} characters"))),
        Err(Weak::Long) => Err(wrong(format!("a password has at most {LONGEST} bytes"))),
        Err(Weak::Common) => {
            Err(wrong("this password is one that everybody would try: choose another".into()))
        }
    }
}
