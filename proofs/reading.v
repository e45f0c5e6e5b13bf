(** How a program of programs.v is read as an experiment, and its functions on lists as functions on phase space. *)
From mathcomp Require Import all_ssreflect all_algebra all_fingroup.
From Coq Require BinNums BinNat.
From Toy Require Import phase_space.
From Toy Require named_maps syntax toy programs.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Reading.
Variables (d n' : nat).
Hypothesis d_gt1 : (1 < d)%N.
Notation n := n'.+1.
Notation R := [finComUnitRingType of 'Z_d].
Notation K := [fieldType of rat].
Notation entry := programs.entry.
Implicit Types (s : seq nat) (st : programs.state) (j k : nat) (w : programs.weighted).

(** ** Reading lists of whole numbers *)
Definition read s : labels R n := \row_i (entry s i)%:R.
Definition point_of st : point R n := (read st.1, read st.2).
Definition system k : 'I_n := inZp k.
Definition fraction (q : BinNums.N * BinNums.N) : rat := (nat_of_bin q.1)%:R / (nat_of_bin q.2)%:R.
Definition expression (e : seq (nat * nat) * nat) : syntax.expression R :=
  syntax.Expression [seq (t.1, t.2%:R) | t <- e.1] e.2%:R.
Definition matrix (rows_x rows_p : seq programs.state) : 'M[R]_(n + n) :=
  \matrix_(i, j)
    let row := match split i with inl i => nth ([::], [::]) rows_x i | inr i => nth ([::], [::]) rows_p i end in
    match split j with inl j => (entry row.1 j)%:R | inr j => (entry row.2 j)%:R end.

Fixpoint denote (e : programs.program) : syntax.experiment R K n :=
  match e with
  | programs.Nothing => syntax.Nothing
  | programs.Then a b => syntax.Then (denote a) (denote b)
  | programs.Prepare systems known =>
      syntax.Prepare [seq system k | k <- systems] [seq (point_of f.1, f.2%:R) | f <- known]
  | programs.Transform rows_x rows_p a => syntax.Transform (matrix rows_x rows_p) (point_of a)
  | programs.Fourier k => syntax.Fourier (system k)
  | programs.Phase k => syntax.Phase (system k)
  | programs.Multiply k a => syntax.Multiply (system k) a%:R
  | programs.Sum j k => syntax.Sum (system j) (system k)
  | programs.CPhase j k => syntax.CPhase (system j) (system k)
  | programs.Swap j k => syntax.Swap (system j) (system k)
  | programs.Displace k by_x by_p => syntax.Displace (system k) (expression by_x) (expression by_p)
  | programs.Measure f c => syntax.Measure (point_of f) c%:R
  | programs.Flip unit weights => syntax.Flip [seq (fraction (c.1, unit), c.2%:R) | c <- weights]
  | programs.Random unit weights => syntax.Random [seq (fraction (c.1, unit), c.2%:R) | c <- weights]
  | programs.Noise unit weights => syntax.Noise [seq (fraction (c.1, unit), point_of c.2) | c <- weights]
  | programs.Condition i v => syntax.Condition i v%:R
  | programs.Discard k => syntax.Discard (system k)
  | programs.When conditions a b => syntax.When [seq (c.1, c.2%:R) | c <- conditions] (denote a) (denote b)
  end.

(** ** Arithmetic modulo d *)
Lemma natR_mod a : (a %% d)%:R = a%:R :> R.
Proof. exact: Zp_nat_mod. Qed.

Lemma natR_negative a : (programs.negative d a)%:R = - a%:R :> R.
Proof. by rewrite /programs.negative natrB ?(ltnW (ltn_pmod _ (ltnW d_gt1))) // char_Zp // sub0r natR_mod. Qed.

Lemma natR_eq a b : (a%:R == b%:R :> R) = (a %% d == b %% d)%N.
Proof. by rewrite -val_eqE /= !val_Zp_nat. Qed.

Lemma natR_eq1 a : (a %% d == 1)%N = (a%:R == 1 :> R).
Proof. by rewrite -[X in _ = (_ == X)]/(1%:R) natR_eq (modn_small d_gt1). Qed.

Lemma natR_inverse a : (programs.inverse d a)%:R = a%:R^-1 :> R.
Proof.
pose good b := (a * b %% d == 1)%N; rewrite /programs.inverse -/good; set b := nth _ _ _.
case has_good: (has good (iota 0 d)).
  have : b \in [seq b <- iota 0 d | good b] by apply: mem_nth; rewrite size_filter -has_count.
  rewrite mem_filter => /andP[]; rewrite /good natR_eq1 natrM => /eqP ab _.
  have a_unit : a%:R \is a @GRing.unit R by apply/unitrPr; exists b%:R.
  by rewrite -[LHS](mulKr a_unit) ab mulr1.
have -> : b = a by rewrite /b nth_default // size_filter leqNgt -has_count has_good.
rewrite invr_out //; apply/negP => a_unit; move/negP: has_good; apply; apply/hasP.
exists (nat_of_ord (a%:R^-1 : 'Z_d)).
  by rewrite mem_iota add0n /=; have := ltn_ord (a%:R^-1 : 'Z_d); rewrite [X in (_ < X)%N]Zp_cast.
by rewrite /good natR_eq1 natrM natr_Zp mulrV.
Qed.

(** ** Functions on lists are functions on points *)
Lemma read_mkseq (f : nat -> nat) : read (mkseq f n) = \row_i (f i)%:R.
Proof. by apply/rowP => i; rewrite !mxE /entry nth_mkseq. Qed.

Lemma system_eq k (i : 'I_n) : (i == system k) = (i == k %% n :> nat)%N.
Proof. by rewrite -val_eqE. Qed.

Lemma entry_system k s : (entry s (k %% n))%:R = read s 0 (system k).
Proof. by rewrite mxE. Qed.

Lemma read_set k t s : read (programs.set_entry d n (k %% n) t s) = put (system k) t%:R (read s).
Proof.
rewrite read_mkseq; apply/rowP => i; rewrite !mxE system_eq.
by case: eqP => _; rewrite ?natR_mod.
Qed.

Lemma read_set_system k q p st :
  point_of (programs.set_system d n (k %% n) q p st) = put_system (system k) q%:R p%:R (point_of st).
Proof. by rewrite /point_of /= !read_set. Qed.

Lemma read_plus s t : read (programs.plus d n s t) = read s + read t.
Proof. by rewrite read_mkseq; apply/rowP => i; rewrite !mxE natR_mod natrD. Qed.

Lemma read_times c s : read (programs.times d n c s) = c%:R *: read s.
Proof. by rewrite read_mkseq; apply/rowP => i; rewrite !mxE natR_mod natrM. Qed.

Lemma read_state_plus st st' : point_of (programs.state_plus d n st st') = point_of st + point_of st'.
Proof. by rewrite /point_of /= !read_plus. Qed.

Lemma sum_mkseq (f : nat -> nat) m : (sumn (mkseq f m))%:R = \sum_(i < m) (f i)%:R :> R.
Proof.
by rewrite sumnE big_map natr_sum -[X in \sum_(i <- X) _]/(iota 0 m) -{1}(subn0 m) -/(index_iota 0 m) big_mkord.
Qed.

Lemma read_product s t : (programs.product d n s t)%:R = dot (read s) (read t) :> R.
Proof. by rewrite natR_mod sum_mkseq; apply: eq_bigr => i _; rewrite !mxE natrM. Qed.

Lemma read_value f st : (programs.value_at d n f st)%:R = value (point_of f) (point_of st) :> R.
Proof. by rewrite natR_mod natrD !read_product. Qed.

Lemma read_flow t f : point_of (programs.flow_of d n t f) = t%:R *: flow (point_of f).
Proof. by rewrite /point_of /= !read_times natrM natR_negative mulrN1 scaleNr -scalerN. Qed.

Lemma read_fourier k st : point_of (programs.fourier d n (k %% n) st) = named_maps.fourier (system k) (point_of st).
Proof. by rewrite read_set_system natR_negative !entry_system. Qed.

Lemma read_phase k st : point_of (programs.phase d n (k %% n) st) = named_maps.phase (system k) (point_of st).
Proof. by rewrite /point_of /= read_set natrD !entry_system. Qed.

Lemma read_multiply k a st :
  point_of (programs.multiply d n (k %% n) a st) = named_maps.multiply (system k) a%:R (point_of st).
Proof. by rewrite read_set_system !natrM natR_inverse !entry_system. Qed.

Lemma read_sum j k st :
  point_of (programs.sum d n (j %% n) (k %% n) st) = named_maps.sum (system j) (system k) (point_of st).
Proof. by rewrite /point_of /= !read_set !natrD natR_negative !entry_system. Qed.

Lemma read_cphase j k st :
  point_of (programs.cphase d n (j %% n) (k %% n) st) = named_maps.cphase (system j) (system k) (point_of st).
Proof. by rewrite /point_of /= !read_set !natrD !entry_system. Qed.

Lemma read_exchange j k s :
  read (programs.exchange n (j %% n) (k %% n) s) = named_maps.exchange (system j) (system k) (read s).
Proof.
rewrite read_mkseq; apply/rowP => i; rewrite !mxE; congr (_%:R); congr entry.
rewrite -!system_eq; case: eqP => [->|/eqP ij]; first by rewrite tpermL.
case: eqP => [->|/eqP ik]; first by rewrite tpermR.
by rewrite tpermD // eq_sym.
Qed.

Lemma read_swap j k st :
  point_of (programs.swap n (j %% n) (k %% n) st) = named_maps.swap (system j) (system k) (point_of st).
Proof. by rewrite /point_of /= !read_exchange. Qed.

Lemma read_transform rows_x rows_p st :
  point_of (programs.transform d n rows_x rows_p st) = apply (matrix rows_x rows_p) (point_of st).
Proof.
have row_value (row : programs.state) (i : 'I_(n + n)) :
    (forall j : 'I_(n + n), matrix rows_x rows_p i j = match split j with inl j => (entry row.1 j)%:R | inr j => (entry row.2 j)%:R end) ->
  (programs.value_at d n row st)%:R = (row_mx (read st.1) (read st.2) *m (matrix rows_x rows_p)^T) 0 i :> R.
  move=> rowP; rewrite read_value mxE big_split_ord /=; congr (_ + _); apply: eq_bigr => j _.
    by rewrite row_mxEl [_^T _ _]mxE rowP (unsplitK (inl j)) mulrC !mxE.
  by rewrite row_mxEr [_^T _ _]mxE rowP (unsplitK (inr j)) mulrC !mxE.
apply: eq_point; rewrite /= read_mkseq; apply/rowP => i; rewrite [LHS]mxE [RHS]mxE; apply: row_value => j.
  by rewrite mxE (unsplitK (inl i)).
by rewrite mxE (unsplitK (inr i)).
Qed.
End Reading.
