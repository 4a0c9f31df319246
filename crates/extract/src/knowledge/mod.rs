//! Facts and grammar from `knowledge/`, loaded and checked.
