//! Trees and names into filled frames: which word says what happened, who did it to what, and whether it did.

mod beside;
pub mod chain;
pub mod fleet;
mod governor;
mod hang;
mod headline;
mod included;
pub mod lexicon;
mod made;
mod mend;
pub mod modality;
pub mod outcome;
mod receiver;
pub mod roles;
pub mod scene;
pub mod start;
mod sum;
