//! The same job in native Rust, as reqwest's and futures' documentation advise.
//!
//! Told by a line on its input to run once, it answers a line of JSON: milliseconds of wall and CPU time, how many users
//! pass, and the sum of their ids.

use std::{collections::HashMap, env, io, time::Instant};

use futures::{StreamExt, TryStreamExt, stream};
use reqwest::Client;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy)]
struct User {
    id: u64,
}

#[derive(Serialize)]
struct Question {
    ids: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    id: u64,
    current_balance: f64,
}

struct Job {
    url: String,
    users: Vec<User>,
    batch_size: usize,
    in_flight: usize,
    minimum: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [url, users, batch_size, in_flight, minimum] =
        env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|given: Vec<String>| {
            format!("expected url, users, batch size, in flight and minimum, got {given:?}")
        })?;
    let job = Job {
        url,
        users: (1..=users.parse()?).map(|id| User { id }).collect(),
        batch_size: batch_size.parse()?,
        in_flight: in_flight.parse()?,
        minimum: minimum.parse()?,
    };
    let client = Client::new();
    for line in io::stdin().lines() {
        line?;
        let (began, cpu) = (Instant::now(), cpu_ms());
        let passed = filter(&client, &job).await?;
        let (wall, cpu) = (began.elapsed().as_secs_f64() * 1e3, cpu_ms() - cpu);
        let sum: u64 = passed.iter().map(|user| user.id).sum();
        println!(r#"{{"wall":{wall},"cpu":{cpu},"passed":{},"sum":{sum}}}"#, passed.len());
    }
    Ok(())
}

async fn filter(client: &Client, job: &Job) -> reqwest::Result<Vec<User>> {
    let batches = stream::iter(job.users.chunks(job.batch_size).map(|batch| ask(client, job, batch)));
    let passed: Vec<Vec<User>> = batches.buffered(job.in_flight).try_collect().await?;
    Ok(passed.concat())
}

async fn ask(client: &Client, job: &Job, batch: &[User]) -> reqwest::Result<Vec<User>> {
    let question = Question { ids: batch.iter().map(|user| user.id).collect() };
    let response = client.post(&job.url).json(&question).send().await?.error_for_status()?;
    let accounts: Vec<Account> = response.json().await?;
    let by_id: HashMap<u64, f64> = accounts.iter().map(|account| (account.id, account.current_balance)).collect();
    let passes = |user: &User| by_id.get(&user.id).is_some_and(|&balance| balance > job.minimum);
    Ok(batch.iter().copied().filter(passes).collect())
}

fn cpu_ms() -> f64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: it is given room for the one structure that it fills in, of which zeros are a value, too.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let ms = |time: libc::timeval| time.tv_sec as f64 * 1e3 + time.tv_usec as f64 / 1e3;
    ms(usage.ru_utime) + ms(usage.ru_stime)
}
