//! The roles of a cluster: who shares out the work, and who does it.

use crate::Failure;
use crate::cli::{ExecutorArgs, SchedulerArgs};
use crate::function::functions;
use ballista::prelude::SessionContextExt;
use ballista_core::extension::SessionConfigExt;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::sync::Arc;
use url::Url;

/// A session in which our functions are known.
pub(crate) fn state(config: SessionConfig) -> SessionState {
    let mut state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    register(&mut state);
    state
}

fn register(state: &mut SessionState) {
    use datafusion::execution::FunctionRegistry;
    for function in functions() {
        // A function of this name that was there before is none of ours, and gives way.
        let _ = state.register_udf(function);
    }
}

/// A session on the cluster of a scheduler, or on this machine alone with so many threads, else with all of its processors.
pub(crate) async fn session(scheduler: Option<&str>, threads: Option<u16>) -> Result<SessionContext, Failure> {
    let Some(scheduler) = scheduler else {
        let threads = threads.filter(|threads| *threads > 0).map(usize::from);
        let config = threads.map_or_else(SessionConfig::new, |threads| SessionConfig::new().with_target_partitions(threads));
        return Ok(SessionContext::new_with_state(state(config)));
    };
    let (host, port) = address(scheduler)?;
    // A shard is a task: what is lost with an executor is one shard a thread, not several.
    let config = SessionConfig::new_with_ballista().set_usize("ballista.scheduler.max_partitions_per_task", 1);
    let context = SessionContext::remote_with_state(&format!("df://{host}:{port}"), state(config)).await?;
    // What the session knew before is dropped on the way.
    for function in functions() {
        context.register_udf(function.as_ref().clone());
    }
    Ok(context)
}

/// Runs a scheduler until it is ended.
pub(crate) async fn scheduler(args: &SchedulerArgs) -> Result<bool, Failure> {
    let config = SchedulerConfig {
        bind_host: args.bind.ip().to_string(),
        bind_port: args.bind.port(),
        external_host: args.bind.ip().to_string(),
        executor_timeout_seconds: args.patience,
        expire_dead_executor_interval_seconds: (args.patience / 4).max(1),
        no_executors_grace_period_seconds: args.patience * 6,
        override_session_builder: Some(Arc::new(|config| Ok(state(config)))),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    eprintln!("scheduler at df://{}", args.bind);
    start_server(cluster, args.bind, Arc::new(config)).await?;
    Ok(true)
}

/// Runs an executor until it is ended.
pub(crate) async fn executor(args: &ExecutorArgs) -> Result<bool, Failure> {
    let (host, port) = address(&args.scheduler)?;
    let mut functions_known = BallistaFunctionRegistry::default();
    functions_known.scalar_functions.extend(functions().into_iter().map(|function| (function.name().to_owned(), function)));
    let threads = args.threads.filter(|threads| *threads > 0).map(usize::from);
    let threads = threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let config = ExecutorProcessConfig {
        bind_host: args.bind.ip().to_string(),
        port: args.bind.port(),
        grpc_port: args.bind.port().checked_add(1).ok_or("the port of --bind has none after it")?,
        external_host: Some(args.host.clone().unwrap_or_else(|| args.bind.ip().to_string())),
        scheduler_host: host,
        scheduler_port: port,
        scheduler_connect_timeout_seconds: 30,
        vcores: threads,
        work_dir: args.work.as_ref().map(|folder| folder.display().to_string()),
        executor_heartbeat_interval_seconds: 2,
        override_function_registry: Some(Arc::new(functions_known)),
        ..ExecutorProcessConfig::default()
    };
    eprintln!("executor at {} for {}, {threads} shards at a time", args.bind, args.scheduler);
    start_executor_process(Arc::new(config)).await?;
    Ok(true)
}

/// Host and port of a scheduler's address.
pub(crate) fn address(scheduler: &str) -> Result<(String, u16), Failure> {
    let url = Url::parse(scheduler).ok().filter(|url| url.scheme() == "df");
    let parts = url.as_ref().and_then(|url| Some((url.host_str()?.to_owned(), url.port().unwrap_or(50_050))));
    parts.ok_or_else(|| format!("`{scheduler}` is no address of a scheduler: write df://HOST:PORT").into())
}
