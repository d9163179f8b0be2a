"""Makes the data of the sample company; `../make_samples.py` writes them."""
