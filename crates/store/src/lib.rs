//! The embedded database: an append-only log of documents, claims and decisions, and a projection that can be rebuilt.
//!
//! In: events and the moment at which they are written down. Out: log entries, documents, and the register folded from them. What a
//! function reported as written survives the end of the program at any moment.

mod about;
pub mod archive;
mod asked;
mod backup;
mod error;
mod facets;
mod fetched;
mod flows;
mod follow;
mod incremental;
mod kept;
mod light;
mod lock;
mod log;
mod narrow;
mod open;
mod overview;
mod pack;
mod pages;
mod projection;
mod records;
mod relinked;
mod replaced;
mod salvage;
mod search;
mod stored;
mod trial;
mod voices;
mod walk;
mod wanted;
mod watch;
mod written;

pub use about::Size;
pub use backup::restore;
pub use error::StoreError;
pub use fetched::Version;
pub use follow::{Followed, Visit};
pub use log::{Added, Reading};
pub use open::{APPLICATION_ID, FORMAT, Store};
pub use overview::Overview;
pub use projection::Projected;
pub use records::{Page, Part};
pub use salvage::{Salvaged, salvage, survey};
pub use search::{Hit, Piece, Search};
pub use trial::Trial;
pub use watch::Look;
