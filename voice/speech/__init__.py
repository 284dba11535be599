"""The speech engines of a process: `engines.Speech` hands them out to calls; `models` loads them beforehand."""
