//! Loops compiled for the vector units of the machine at hand.

/// Declares functions whose loops are compiled once for any machine and once for wide vector units, and run in the widest
/// form that the machine has. Lanes only ever add side by side, so that every form gives the same bits.
macro_rules! wide {
    ($($(#[$note:meta])* $see:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $body:block)*) => {$(
        $(#[$note])*
        $see fn $name($($argument: $type),*) {
            #[inline(always)]
            #[allow(clippy::inline_always, reason = "the body takes on the vector width of its caller")]
            fn plain($($argument: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512dq,avx512vpopcntdq,popcnt,bmi1,bmi2")]
                fn lanes_512($($argument: $type),*) {
                    plain($($argument),*);
                }
                #[target_feature(enable = "avx2,popcnt,bmi1,bmi2")]
                fn lanes_256($($argument: $type),*) {
                    plain($($argument),*);
                }
                if std::arch::is_x86_feature_detected!("avx512f")
                    && std::arch::is_x86_feature_detected!("avx512dq")
                    && std::arch::is_x86_feature_detected!("avx512vpopcntdq")
                    && std::arch::is_x86_feature_detected!("bmi2")
                {
                    #[expect(unsafe_code, reason = "the processor was asked for the features just before")]
                    unsafe {
                        lanes_512($($argument),*);
                    }
                    return;
                }
                if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi2") {
                    #[expect(unsafe_code, reason = "the processor was asked for the features just before")]
                    unsafe {
                        lanes_256($($argument),*);
                    }
                    return;
                }
            }
            plain($($argument),*);
        }
    )*};
}
pub(crate) use wide;
