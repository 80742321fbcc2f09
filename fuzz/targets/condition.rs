#![no_main]

use filter_users_reply::fuzz::condition;

libfuzzer_sys::fuzz_target!(|data: &[u8]| condition(data));
