"""Order management: order lifecycle, account rules, brokers, and what is stored of a run."""
