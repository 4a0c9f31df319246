//! Claims and decisions into records, and records into the rows that every surface shows.
