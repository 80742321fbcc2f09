#![no_main]

use filter_users_reply::fuzz::reply;

libfuzzer_sys::fuzz_target!(|data: &[u8]| reply(data));
