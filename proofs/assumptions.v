(** What each theorem rests on, as Coq says it. *)
From Toy Require Import measurement gates written forgetting preparation equivalence trits_and_dits unitary wigner bits tables.

Print Assumptions same_weights.
Print Assumptions same_weights_algC.
Print Assumptions primitive_root_exists.
Print Assumptions equivalence.
Print Assumptions simulation.
Print Assumptions update.
Print Assumptions projector_sum.
Print Assumptions projector_eigen.
Print Assumptions projector_idempotent.
Print Assumptions projectors_commute.
Print Assumptions fourier_covariance.
Print Assumptions phase_covariance.
Print Assumptions multiply_covariance.
Print Assumptions sum_covariance.
Print Assumptions cphase_covariance.
Print Assumptions swap_covariance.
Print Assumptions gate_unit.
Print Assumptions gate_weyl.
Print Assumptions gate_unique.
Print Assumptions written_covariance.
Print Assumptions weyl_unitary.
Print Assumptions projector_hermitian.
Print Assumptions gate_adjoint.
Print Assumptions gate_unitary.
Print Assumptions traced_out_phase_point.
Print Assumptions prepared_by_measuring.
Print Assumptions phase_point_orthogonal.
Print Assumptions wigner_of_branches.
Print Assumptions stabilizer_states.
Print Assumptions no_half.
Print Assumptions phase_equation.
Print Assumptions peres_mermin.
Print Assumptions ghz_operators.
Print Assumptions ghz_values.
Print Assumptions table_of.
