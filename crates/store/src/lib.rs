//! The embedded database: an append-only log of documents, claims and decisions, and a projection that can be rebuilt.
