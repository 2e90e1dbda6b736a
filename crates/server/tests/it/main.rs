//! The server as its clients meet it: every route, every refusal, jobs, the workbench, the socket.

mod client;
mod deals;
mod document;
mod handling;
mod imports;
mod jobs;
mod ports;
mod reads;
mod refusals;
mod socket;
mod workbench;
