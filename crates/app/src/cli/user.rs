//! The grammar of `materiel user`: who may sign in at `materiel serve`.

use super::RowFormat;
use crate::web::Role;
use clap::{Args, Subcommand};

/// `materiel user`.
#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) what: UserCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Let somebody sign in, and print the token to do it with; it is shown only now
    Add {
        /// The name, which decisions will have as their author
        name: String,
        /// What the person may do
        #[arg(long, value_enum, default_value_t = Role::Reader)]
        role: Role,
    },
    /// List who may sign in
    List {
        /// How to write it
        #[arg(long, value_enum, default_value_t)]
        format: RowFormat,
    },
    /// Let somebody sign in no more; open sessions end at once, and decisions stay
    Remove {
        /// The name
        name: String,
    },
}
